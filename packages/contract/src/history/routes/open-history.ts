import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { HeadOpening, OpenHistoryRequest, ReceiptOpening } from '../schemas/history.ts';

export const openHistory = route({
  id: 'open-history',
  method: 'POST',
  path: '/agents/{did}/history/openings',
  summary:
    "Open an agent's anchored history to whoever controls its DID: all that proving needs besides the owner's secret",
  description:
    'Get a challenge for the purpose open-history, sign it, and send the signature. The head opens under the newest anchor on chain, ' +
    'the receipts under the same one. Without "receipts" only the head is opened.',
  params: z.object({ did: Did }),
  body: OpenHistoryRequest,
  responses: {
    200: z.object({
      head: HeadOpening,
      receipts: z.array(ReceiptOpening),
      nextBefore: z
        .number()
        .int()
        .nullable()
        .meta({ description: 'Where the next page of receipts starts, or null where there is none.' }),
    }),
  },
  problems: [
    'agent-unknown',
    'challenge-unknown',
    'proof-of-control-invalid',
    'did-unresolvable',
    'history-not-anchored',
    'receipt-unknown',
  ],
  access: scope('registry/history.read'),
  needs: ['database', 'solana', 'web'],
  runtime: { memoryMb: 512, timeoutSeconds: 20 },
  // It changes nothing but the challenge; and a kept answer for an Idempotency-Key would be a history at rest.
  safe: true,
});
