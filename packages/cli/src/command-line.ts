// SPDX-License-Identifier: GPL-3.0-only
import { parseArgs } from 'node:util';
import { NO_SKILL, skillElement } from '@pos/receipts/identity.ts';
import { CHOSEN_RECEIPTS } from '@pos/receipts/statements.ts';
import { isSkill } from '@pos/vocabulary/skill.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { Wanted } from './prove-for-registry.ts';
import { readCount, readShare, readUsd } from './thresholds.ts';

export const USAGE = `Usage:
  agent owner  [who]                       register the owner's commitment; the owner can prove from the next anchor on
  agent prove  [who] [what] [for whom]     prove on this machine and submit the proof; secrets stay on this machine
  agent verify FILE [--connection FILE]    submit a proof from a file

  who       --wallet NAME | --key FILE     a wallet of the connection, or a Solana key file
            --did DID                      the agent (the did:pkh of the wallet)
            --connection FILE              the registry's endpoints (.local/endpoints.json)
  what      --min-count N                  minimum number of receipts (1)
            --min-value USD                minimum total value (0)
            --min-quality SHARE            minimum average quality, such as 90% (0%)
            --max-dispute-rate SHARE       maximum share of disputed receipts, such as 2% (100%)
            --chosen [--skill SKILL]       prove with up to ${CHOSEN_RECEIPTS} chosen receipts instead of the whole history
  for whom  --presenter TEXT --nonce TEXT  the request that the proof is bound to (the agent, a random nonce)
            --out FILE                     write the proof to this file and do not submit it
`;

const OPTIONS = {
  wallet: { type: 'string' },
  key: { type: 'string' },
  did: { type: 'string' },
  connection: { type: 'string', default: '.local/endpoints.json' },
  'min-count': { type: 'string', default: '1' },
  'min-value': { type: 'string', default: '0' },
  'min-quality': { type: 'string', default: '0%' },
  'max-dispute-rate': { type: 'string' },
  chosen: { type: 'boolean', default: false },
  skill: { type: 'string' },
  presenter: { type: 'string' },
  nonce: { type: 'string' },
  out: { type: 'string' },
} as const;

export interface Who {
  readonly wallet: string | undefined;
  readonly key: string | undefined;
  readonly did: string | undefined;
}

export type Command =
  | { readonly name: 'owner'; readonly connection: string; readonly who: Who }
  | {
      readonly name: 'prove';
      readonly connection: string;
      readonly who: Who;
      readonly wanted: Wanted;
      readonly presenter: string | undefined;
      readonly nonce: string | undefined;
      readonly out: string | undefined;
    }
  | { readonly name: 'verify'; readonly connection: string; readonly file: string };

type Values = ReturnType<typeof parse>['values'];
const parse = (argv: readonly string[]) => parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS });

function readWanted(values: Values): Result<Wanted, string> {
  const minCount = readCount(values['min-count'], 1);
  const minValue = readUsd(values['min-value']);
  const minQuality = readShare(values['min-quality']);
  const maxDispute = readShare(values['max-dispute-rate'] ?? '100%');
  if (!minCount.ok) return minCount;
  if (!minValue.ok) return minValue;
  if (!minQuality.ok) return minQuality;
  if (!maxDispute.ok) return maxDispute;
  const atLeast = { minCount: minCount.value, minValueAtomic: minValue.value, minQualityBps: minQuality.value };
  if (!values.chosen) {
    if (values.skill !== undefined)
      return err('--skill is for --chosen: the totals of a whole history cover all skills.');
    return ok({ statement: 'history-totals', ...atLeast, maxDisputeBps: maxDispute.value });
  }
  if (values['max-dispute-rate'] !== undefined)
    return err('--max-dispute-rate is not for --chosen: disputed receipts are never chosen.');
  if (values.skill !== undefined && !isSkill(values.skill))
    return err(`"${values.skill}" is not a skill: write it as it is registered, such as text-analysis.`);
  return ok({
    statement: 'chosen-receipts',
    ...atLeast,
    skill: values.skill === undefined ? NO_SKILL : skillElement(values.skill),
  });
}

function readProve(values: Values, who: Who): Result<Command, string> {
  const wanted = readWanted(values);
  if (!wanted.ok) return wanted;
  const { connection, presenter, nonce, out } = values;
  return ok({ name: 'prove', connection, who, wanted: wanted.value, presenter, nonce, out });
}

/** Parses the arguments of a command, or returns the mistake in them. */
export function readCommandLine(argv: readonly string[]): Result<Command, string> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(argv);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
  const {
    values,
    positionals: [name, file, ...more],
  } = parsed;
  const who = { wallet: values.wallet, key: values.key, did: values.did };
  if (name === 'verify' && file !== undefined && more.length === 0)
    return ok({ name, connection: values.connection, file });
  if (file !== undefined) return err(`Unexpected argument: ${file}.`);
  if (name !== 'owner' && name !== 'prove')
    return err(name === 'verify' ? 'Name the file of the proof.' : 'Name a command.');
  if ((who.wallet === undefined) === (who.key === undefined)) return err('Name either --wallet or --key.');
  return name === 'owner' ? ok({ name, connection: values.connection, who }) : readProve(values, who);
}
