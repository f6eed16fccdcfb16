import * as z from 'zod';

const UUID = '[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}';
/** 64 bytes in base58. A text of this form that is no signature finds no settlement. */
const SIGNATURE = '[1-9A-HJ-NP-Za-km-z]{64,88}';

/** Names a settlement in a path, in either of the two forms that callers have. */
export const SettlementReference = z
  .string()
  .regex(new RegExp(`^(?:${SIGNATURE}|${UUID})$`), 'expected the signature of a transaction or a settlementId')
  .meta({
    description: 'Signature of the transaction, or the settlementId, which a payment has before it is on chain.',
    example: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b',
  });

/** Splits a reference into the column that it names. The two forms have no text in common, because base58 has no hyphen. */
export const isSettlementId = (reference: string): boolean => reference.includes('-');
