import type { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import { readRequest, type RequestedPayment } from './domain/read-request.ts';
import type { CheckedPayment, PaymentScheme, Refusal } from './schemes/scheme.ts';

/** A payment that meets its terms. */
export interface ExaminedPayment extends RequestedPayment {
  readonly checked: CheckedPayment;
}

/** Makes every check except the rehearsal of the payment. Both `/verify` and `/settle` make all of these checks. */
export async function examinePayment(
  schemes: readonly PaymentScheme[],
  body: z.output<typeof FacilitatorRequest>,
): Promise<Result<ExaminedPayment, Refusal>> {
  const requested = readRequest(body, schemes);
  if (!requested.ok) return err({ reason: requested.error });
  const checked = await requested.value.read.examine();
  return checked.ok ? ok({ ...requested.value, checked: checked.value }) : err(checked.error);
}
