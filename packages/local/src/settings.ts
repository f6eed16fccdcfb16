import { StartError } from './start-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const wholeNumber = (variables: Variables, name: string, largest: number): number | undefined => {
  const text = variables[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= largest) return value;
  throw new StartError(
    `${name}=${text} is not a whole number from 0 to ${largest}.`,
    'Set it to such a number, or unset it.',
  );
};

/** PORT_OFFSET: the offset of all ports. */
export const portOffset = (variables: Variables): number => wholeNumber(variables, 'PORT_OFFSET', 50_000) ?? 0;

/** GATEWAY_RATE: requests per second that the gateway admits from one caller, in place of the usage plan's rate. */
export const ratePerSecond = (variables: Variables): number | undefined => {
  const rate = wholeNumber(variables, 'GATEWAY_RATE', 1_000_000);
  return rate === 0 ? undefined : rate;
};

/** LOAD_COUNT: number of settlements that `npm run load` measures. */
export const loadCount = (variables: Variables): number | undefined => wholeNumber(variables, 'LOAD_COUNT', 100_000);
