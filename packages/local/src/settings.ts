import { StartError } from './start-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const wholeNumber = (variables: Variables, name: string, largest: number): number | undefined => {
  const text = variables[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= largest) return value;
  throw new StartError(
    `${name}=${text} is not a whole number from 0 to ${largest}.`,
    `Set it to one, or leave it out.`,
  );
};

/** How far all ports are moved: PORT_OFFSET. */
export const portOffset = (variables: Variables): number => wholeNumber(variables, 'PORT_OFFSET', 50_000) ?? 0;

/** Requests a second that the gateway lets one caller make, where the usage plan's own rate is not wanted: GATEWAY_RATE. */
export const ratePerSecond = (variables: Variables): number | undefined => {
  const rate = wholeNumber(variables, 'GATEWAY_RATE', 1_000_000);
  return rate === 0 ? undefined : rate;
};

/** How many settlements `npm run load` measures: LOAD_COUNT. */
export const loadCount = (variables: Variables): number | undefined => wholeNumber(variables, 'LOAD_COUNT', 100_000);
