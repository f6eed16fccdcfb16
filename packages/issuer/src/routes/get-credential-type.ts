import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getCredentialType as route } from '@pos/contract/issuer/routes/get-credential-type.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { workHistoryType } from '@pos/credentials/credential-type.ts';

const LABELS: readonly (readonly [readonly (string | null)[], string])[] = [
  [['jobs'], 'Paid jobs'],
  [['disputes'], 'Disputed jobs'],
  [['overturned'], 'Overturned jobs'],
  [['earned_atomic'], 'Earned and kept, in atomic USDC'],
  [['quality_bps'], 'Mean quality in basis points'],
  [['since'], 'First job'],
  [['until'], 'Last job'],
  [['skills'], 'Skills'],
  [['skills', null], 'One skill'],
  [['receipts'], 'Receipts'],
  [['receipts', null], 'One receipt'],
];

/** SD-JWT VC type metadata: a label for each claim, each of which the holder may disclose or withhold. */
export const getCredentialType = ({ publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const claims = LABELS.map(([path, label]) => ({
    path: [...path],
    display: [{ locale: 'en', label }],
    sd: 'always' as const,
  }));
  const type = {
    vct: workHistoryType(publicUrl),
    name: 'Work history',
    description: 'What an agent was paid for, by the registry that saw it settle.',
    claims,
  };
  return async () => reply(200, type);
};

export const handler = routeLambda(route, getCredentialType);
