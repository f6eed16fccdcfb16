import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { ControlProof } from '../../schemas/control-proof.ts';
import { forSubjects } from '../../visibility.ts';
import { Settlement } from './settlement.ts';

/** A payment as its payer sees it. Only a caller with a control proof of the paying wallet gets it. */
export const PayerSettlement = Settlement.extend({
  resourceUrl: forSubjects(z.string().nullable()).meta({
    description: 'Address of the purchased resource. Null if the server did not name it.',
  }),
});

export const PayerSettlementsRequest = z.strictObject({
  did: Did.refine((value) => value.startsWith('did:pkh:'), 'expected the did:pkh of the paying wallet').meta({
    description: 'The paying wallet as did:pkh.',
  }),
  proof: ControlProof,
});
