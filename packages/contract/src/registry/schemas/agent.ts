import { Did } from '@pos/vocabulary/did.ts';
import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Skill } from '@pos/vocabulary/skill.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { ControlProof, RegistrationProof } from '../../schemas/control-proof.ts';
import { OwnerCommitment } from '../../history/schemas/history.ts';
import { AgentScore } from '../../reputation/schemas/score-query.ts';
import { Score } from '../../reputation/schemas/score.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { Instant } from '../../schemas/time.ts';

/** A skill in free spelling. "NLP" and "Smart contract audit" become `nlp` and `smart-contract-audit`. */
export const SkillInput = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .transform((text) => text.toLowerCase().replaceAll(/[\s_]+/g, '-'))
  .pipe(Skill);

export const CapabilityDetail = z.strictObject({
  skill: SkillInput,
  description: z.string().max(2_000).optional(),
  priceAtomic: AtomicAmount.optional().meta({ description: 'Usual price of one call in atomic USDC.' }),
  inputModes: z.array(z.string().max(128)).max(16).optional(),
  outputModes: z.array(z.string().max(128)).max(16).optional(),
});

/** A skill alone, or a skill with its details. */
export const CapabilityInput = z.union([SkillInput.transform((skill) => ({ skill })), CapabilityDetail]);

export const Capability = z.object({
  skill: Skill,
  description: z.string().optional(),
  priceAtomic: AtomicAmount.optional(),
  inputModes: z.array(z.string()).optional(),
  outputModes: z.array(z.string()).optional(),
});

export const Endpoint = z.strictObject({
  kind: z.enum(['x402', 'a2a', 'mcp', 'http']),
  url: z.url({ protocol: /^https?$/ }).max(2_048),
});

/** Figures that an agent states about itself. They never change its score. */
export const Metrics = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,63}$/), z.union([z.number(), z.string().max(256), z.boolean()]))
  .refine((metrics) => Object.keys(metrics).length <= 64, 'expected at most 64 metrics');

const capabilities = {
  skills: z.array(CapabilityInput).min(1).max(64),
  programs: z.array(SolanaAddress).max(32).default([]).meta({ description: 'Solana programs that the agent runs.' }),
  endpoints: z.array(Endpoint).max(16).default([]),
  metrics: Metrics.default({}),
};

export const RegisterAgentRequest = z.strictObject({
  did: Did,
  name: z.string().trim().min(1).max(128),
  description: z.string().trim().max(4_000).default(''),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  payTo: SolanaAddress.meta({
    description:
      'Wallet that clients pay. It signs the challenge too, and the registry creates its token account at registration.',
  }),
  ...capabilities,
  ownerCommitment: OwnerCommitment.optional(),
  proof: RegistrationProof,
});

export const PutCapabilitiesRequest = z.strictObject({ ...capabilities, proof: ControlProof });

export const AgentCapabilities = z.object({
  did: Did,
  skills: z.array(Capability),
  programs: z.array(SolanaAddress),
  endpoints: z.array(Endpoint),
  metrics: Metrics,
  revision: z.number().int(),
  updatedAt: Instant,
});

export const Agent = z.object({
  did: Did,
  name: z.string(),
  description: z.string(),
  url: z.string().optional(),
  payTo: SolanaAddress,
  skills: z.array(Capability),
  programs: z.array(SolanaAddress),
  endpoints: z.array(Endpoint),
  metrics: Metrics,
  revision: z.number().int(),
  registeredAt: Instant,
  updatedAt: Instant,
  score: AgentScore.nullable().meta({
    description: 'The last published score over all job values. Null until the registry has evidence about the agent.',
  }),
  reputation: Score.nullable().meta({
    description: 'The score without agent, job value and evidence root, under its former name.',
    ...formerNameOf('score'),
  }),
});
