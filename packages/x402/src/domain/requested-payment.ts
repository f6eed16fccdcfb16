import { isNetwork, type Network } from '@pos/vocabulary/network.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { isSolanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { paymentIdentifierOf } from './payment-identifier.ts';
import { parsePaymentTransaction, type PaymentTransaction } from './payment-transaction.ts';
import { acceptedMatches, bindingHash, servesAfterVerify, type Payload, type Requirements } from './payment-terms.ts';
import type { RefusalReason } from './refusal-reason.ts';
import { memoFitsResource } from './resource-memo.ts';

/** A request to verify or settle, understood as far as its own words go: nothing was looked up yet. */
export interface RequestedPayment {
  readonly transaction: PaymentTransaction;
  readonly requirements: Requirements;
  readonly network: Network;
  readonly asset: SolanaAddress;
  readonly payTo: SolanaAddress;
  readonly amountAtomic: bigint;
  readonly resourceUrl: string | undefined;
  readonly paymentIdentifier: string | undefined;
  readonly bindingHash: string;
  readonly servesAfterVerify: boolean;
}

interface Facilitator {
  readonly network: Network;
  readonly feePayer: SolanaAddress;
}

/** The checks that need nothing but the request: scheme, network, terms, resource, identifier, and a readable transaction. */
export function decideRequest(
  {
    paymentPayload: payload,
    paymentRequirements: requirements,
  }: { readonly paymentPayload: Payload; readonly paymentRequirements: Requirements },
  facilitator: Facilitator,
): Result<RequestedPayment, RefusalReason> {
  const { accepted } = payload;
  if (requirements.scheme !== 'exact' || accepted.scheme !== 'exact')
    return err('invalid_exact_svm_unsupported_scheme');
  const { network, asset, payTo, amount: amountAtomic } = requirements;
  if (!isNetwork(network) || network !== facilitator.network || accepted.network !== network)
    return err('invalid_exact_svm_network_mismatch');
  const feePayer = requirements.extra?.['feePayer'];
  if (typeof feePayer !== 'string') return err('invalid_exact_svm_payload_missing_fee_payer');
  if (feePayer !== facilitator.feePayer) return err('invalid_exact_svm_fee_payer_not_managed_by_facilitator');
  if (!acceptedMatches(requirements, accepted)) return err('payment_requirements_mismatch');
  if (!isSolanaAddress(asset)) return err('invalid_exact_svm_payload_mint_mismatch');
  if (!isSolanaAddress(payTo)) return err('invalid_exact_svm_payload_recipient_mismatch');
  const resourceUrl = payload.resource?.url;
  if (!memoFitsResource(requirements.extra?.['memo'], resourceUrl)) return err('payment_resource_mismatch');
  const identifier = paymentIdentifierOf(payload);
  if (!identifier.ok) return identifier;
  const transaction = parsePaymentTransaction(payload.payload['transaction']);
  if (!transaction.ok) return err('invalid_exact_svm_payload_transaction_could_not_be_decoded');
  return ok({
    transaction: transaction.value,
    requirements,
    network,
    asset,
    payTo,
    amountAtomic,
    resourceUrl,
    paymentIdentifier: identifier.value,
    bindingHash: bindingHash(requirements, resourceUrl),
    servesAfterVerify: servesAfterVerify(requirements),
  });
}
