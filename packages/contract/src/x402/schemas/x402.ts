import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import * as z from 'zod';
import { forSubjects } from '../../visibility.ts';

/**
 * Requirements of x402 version 2. Unknown members are kept. Source: https://github.com/x402-foundation/x402,
 * `specs/x402-specification-v2.md`.
 */
export const PaymentRequirements = z
  .looseObject({
    scheme: z.string().min(1).max(64).meta({ example: 'exact' }),
    network: z
      .string()
      .min(3)
      .max(128)
      .meta({ description: 'CAIP-2 id of the chain.', example: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1' }),
    amount: AtomicAmount,
    asset: z
      .string()
      .min(1)
      .max(128)
      .meta({ description: 'Mint of the token.', example: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU' }),
    payTo: z
      .string()
      .min(1)
      .max(128)
      .meta({ description: 'The paid wallet.', example: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU' }),
    maxTimeoutSeconds: z.number().positive().max(86_400).meta({ example: 60 }),
    extra: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: 'PaymentRequirements', description: 'PaymentRequirements of x402 version 2.' });

export const ResourceInfo = z
  .looseObject({
    url: z.string().min(1).max(4_096).meta({ example: 'https://agent.example/audit' }),
    description: z.string().max(4_096).nullish(),
    mimeType: z.string().max(256).nullish(),
  })
  .meta({ id: 'ResourceInfo', description: 'ResourceInfo of x402 version 2: what was bought.' });

export const PaymentPayload = z
  .looseObject({
    x402Version: z.literal(2),
    resource: ResourceInfo.nullish(),
    accepted: PaymentRequirements,
    payload: z.record(z.string(), z.unknown()),
    extensions: z.record(z.string(), z.unknown()).nullish(),
  })
  .meta({ id: 'PaymentPayload', description: 'PaymentPayload of x402 version 2.' });

export const FacilitatorRequest = z
  .looseObject({
    x402Version: z.literal(2),
    paymentPayload: PaymentPayload,
    paymentRequirements: PaymentRequirements,
  })
  .meta({ id: 'FacilitatorRequest', description: 'A payment and the requirements that it must meet.' });

export const VerifyResponse = z
  .looseObject({
    isValid: z.boolean(),
    invalidReason: z.string().optional(),
    invalidMessage: z.string().optional(),
    payer: forSubjects(z.string()).optional(),
  })
  .meta({ id: 'VerifyResponse', description: 'VerifyResponse of x402 version 2.' });

export const SettleResponse = z
  .looseObject({
    success: z.boolean(),
    errorReason: z.string().optional(),
    errorMessage: z.string().optional(),
    payer: forSubjects(z.string()).optional(),
    transaction: z.string(),
    network: z.string(),
    amount: AtomicAmount.optional(),
    extensions: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'SettleResponse', description: 'SettleResponse of x402 version 2.' });

export const SupportedResponse = z
  .object({
    kinds: z.array(
      z.object({
        x402Version: z.literal(2),
        scheme: z.string(),
        network: z.string(),
        extra: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    extensions: z.array(z.string()),
    signers: z.record(z.string(), z.array(z.string())),
  })
  .meta({ id: 'SupportedResponse', description: 'SupportedResponse of x402 version 2.' });
