import { deprecated, type IsoDate } from '../deprecation.ts';

const RENAMED = { since: '2026-12-01', sunset: '2027-06-01' } as const satisfies Record<string, IsoDate>;

/** Metadata of a member under its former name, which is read or given beside the present name `successor`. */
export const formerNameOf = (successor: string) => deprecated({ ...RENAMED, successor });

/** The dates and the successor alone, for `deprecatedValues`. */
export const formerly = (successor: string) => ({ ...RENAMED, successor });

/** Refinement of a request that takes a member under two names: both may be given if they agree. */
export const oneOfTwoNames = <const Former extends string, const Present extends string>(
  former: Former,
  present: Present,
): [
  (given: Partial<Readonly<Record<Former | Present, unknown>>>) => boolean,
  { path: string[]; params: { fault: 'conflict' }; error: string },
] => [
  (given) => given[former] === undefined || given[present] === undefined || given[former] === given[present],
  {
    path: [former],
    params: { fault: 'conflict' },
    error: `It is the former name of ${present} and differs from it. Send ${present} alone.`,
  },
];
