import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from './change.ts';
import { RELEASES } from './released.ts';

const FILE = `${RELEASES}/accepted-changes.json`;

/** A breaking change that was decided on. */
export interface AcceptedChange {
  /** The released version from which the change is seen. */
  readonly since: string;
  /** The `where` of a change. `*` stands for any text. */
  readonly where: string;
  /** The sentence of the change. `*` stands for any text. */
  readonly what: string;
  readonly reason: string;
  /** ISO date of the decision. */
  readonly date: string;
}

export function readAccepted(root: string): readonly AcceptedChange[] {
  const all = JSON.parse(readFileSync(join(root, FILE), 'utf8')) as readonly Partial<AcceptedChange>[];
  return all.map((each, index) => {
    const { since, where, what, reason, date } = each;
    const isWhole = [since, where, what].every(Boolean) && (reason ?? '').length >= 20;
    if (!isWhole || !/^\d{4}-\d{2}-\d{2}$/.test(date ?? ''))
      throw new Error(
        `${FILE}: entry ${index} needs since, where, what, a reason of at least 20 characters, and a date such as 2026-12-01.`,
      );
    return each as AcceptedChange;
  });
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
      .join('.*')}$`,
    's',
  ).test(text);

const accepts = (accepted: AcceptedChange, { where, what }: Change): boolean =>
  matches(accepted.where, where) && matches(accepted.what, what);

/** The breaking changes that nobody accepted, and the acceptances that no change needs. */
export function unaccepted(
  changes: readonly Change[],
  accepted: readonly AcceptedChange[],
): { readonly changes: readonly Change[]; readonly unused: readonly AcceptedChange[] } {
  const breaking = changes.filter(({ kind }) => kind === 'breaking');
  return {
    changes: breaking.filter((each) => !accepted.some((entry) => accepts(entry, each))),
    unused: accepted.filter((entry) => !breaking.some((each) => accepts(entry, each))),
  };
}
