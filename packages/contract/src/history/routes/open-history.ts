import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { nextBefore, nextCursor } from '../../schemas/page.ts';
import { HeadOpening, OpenHistoryRequest, ReceiptOpening } from '../schemas/history.ts';

export const openHistory = route({
  id: 'open-history',
  method: 'POST',
  path: '/agents/{did}/history/openings',
  summary:
    "Open an agent's anchored history with a control proof of its DID: the prover's inputs besides the owner's secret",
  description:
    'Get a challenge for the purpose open-history, sign it, and send the signature as the control proof. The head and the receipts ' +
    'open under the newest anchor on chain. Without "receipts" only the head is opened.',
  params: z.object({ did: Did }),
  body: OpenHistoryRequest,
  responses: {
    200: z.object({
      head: HeadOpening,
      receipts: z.array(ReceiptOpening),
      nextCursor,
      nextBefore,
    }),
  },
  problems: [
    'agent-unknown',
    'challenge-unknown',
    'proof-of-control-invalid',
    'did-unresolvable',
    'history-not-anchored',
    'receipt-not-anchored',
    'receipt-unknown',
  ],
  access: scope('registry/history.read'),
  challenge: 'open-history',
  discloses: { to: 'subject', because: 'The control proof shows that the caller controls the DID of the agent.' },
  needs: ['database', 'solana', 'web'],
  runtime: { memoryMb: 512, timeoutSeconds: 20 },
  safe: true,
});
