import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MOCK_ANSWERS, MOCK_EVENTS } from '../mock-answers.ts';
import { EVENT_TABLE, ROUTE_TABLE } from '../table.ts';
import { printApi } from './print-api.ts';

const SOURCES = resolve(import.meta.dirname, '..');

/** Folders that the packed client does not need: the contract's schemas are read while it is packed. */
const LEFT_OUT = ['build', 'contract-types', 'derive', 'testing'];

/** The routes and events as data. It keeps the packed client free of the contract and of Zod. */
const tableModule = (): string => `import type { CallableRoute } from './callable-route.ts';
import type { Shape } from './domain/shape.ts';
export const ROUTE_TABLE: readonly CallableRoute[] = ${JSON.stringify(ROUTE_TABLE)};
export const EVENT_TABLE: Readonly<Record<string, Shape>> = ${JSON.stringify(EVENT_TABLE)};
`;

/** Examples of every answer and event. */
const mockModule = (): string => `import type { MockAnswer } from './mock-answer.ts';
export const MOCK_ANSWERS: Readonly<Record<string, MockAnswer>> = ${JSON.stringify(MOCK_ANSWERS)};
export const MOCK_EVENTS: readonly unknown[] = ${JSON.stringify(MOCK_EVENTS)};
`;

/** Files that derive from the contract in the workspace and are printed for the packed client, by their name. */
export const printedSources = (): Readonly<Record<string, string>> => ({
  'api.ts': printApi(),
  'mock-answers.ts': mockModule(),
  'table.ts': tableModule(),
});

/** Copies the sources of the packed client, with the printed files in place of the derived ones. */
export function writeSources(into: string): void {
  for (const name of readdirSync(SOURCES)) {
    if (LEFT_OUT.includes(name) || name.endsWith('.test.ts')) continue;
    cpSync(join(SOURCES, name), join(into, name), { recursive: true });
  }
  for (const [name, text] of Object.entries(printedSources())) writeFileSync(join(into, name), text);
}
