import * as z from 'zod';

/** Number of decimals of an amount of evidence in an answer. */
const DECIMALS = 6;

/** `Number.prototype.toFixed` writes numbers from 1e21 on without decimals, and `Number` reads both forms. */
const rounded = (units: number): number => Number(units.toFixed(DECIMALS));

/**
 * An amount of evidence in an answer. A unit is one fully credible rated payment. The sums have 16 digits of which the
 * last ones mean nothing, so encoding rounds them. Code that hashes, signs or stores a sum does not encode it by this
 * schema.
 */
export const EvidenceUnits = z
  .codec(z.number().min(0), z.number(), { decode: (units) => units, encode: rounded })
  .meta({
    id: 'EvidenceUnits',
    example: 12.5,
    description: `Units of one fully credible rated payment, rounded to ${DECIMALS} decimals.`,
  });
