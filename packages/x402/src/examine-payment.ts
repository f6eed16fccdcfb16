import type { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import { readRequest, type RequestedPayment } from './domain/read-request.ts';
import type { CheckedPayment, PaymentScheme, Refusal } from './schemes/scheme.ts';

/** A payment that does what its terms say. */
export interface ExaminedPayment extends RequestedPayment {
  readonly checked: CheckedPayment;
}

/** Makes every check that does not try the payment. `/verify` and `/settle` both make all of them. */
export async function examinePayment(
  schemes: readonly PaymentScheme[],
  body: z.output<typeof FacilitatorRequest>,
): Promise<Result<ExaminedPayment, Refusal>> {
  const requested = readRequest(body, schemes);
  if (!requested.ok) return err({ reason: requested.error });
  const checked = await requested.value.read.examine();
  return checked.ok ? ok({ ...requested.value, checked: checked.value }) : err(checked.error);
}
