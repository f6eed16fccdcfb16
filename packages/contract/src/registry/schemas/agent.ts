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
  .pipe(Skill)
  .meta({
    id: 'SkillInput',
    description: 'A skill in free spelling: "Smart contract audit" means `smart-contract-audit`.',
    example: 'Smart contract audit',
  });

export const CapabilityDetail = z
  .strictObject({
    skill: SkillInput,
    description: z.string().max(2_000).optional().meta({ example: 'Audits Anchor programs within a day.' }),
    priceAtomic: AtomicAmount.optional().meta({ description: 'Usual price of one call in atomic USDC.' }),
    inputModes: z
      .array(z.string().max(128))
      .max(16)
      .optional()
      .meta({ description: 'Media types that calls may send.', example: ['text/plain'] }),
    outputModes: z
      .array(z.string().max(128))
      .max(16)
      .optional()
      .meta({ description: 'Media types of results.', example: ['application/json'] }),
  })
  .meta({ id: 'CapabilityDetail', description: 'A skill with its details.' });

/** A skill alone, or a skill with its details. */
export const CapabilityInput = z.union([SkillInput.transform((skill) => ({ skill })), CapabilityDetail]).meta({
  id: 'CapabilityInput',
  description: 'A skill alone, or a skill with its details.',
});

export const Capability = z
  .object({
    skill: Skill,
    description: z.string().optional().meta({ example: 'Audits Anchor programs within a day.' }),
    priceAtomic: AtomicAmount.optional().meta({ description: 'Usual price of one call in atomic USDC.' }),
    inputModes: z
      .array(z.string())
      .optional()
      .meta({ description: 'Media types that calls may send.', example: ['text/plain'] }),
    outputModes: z
      .array(z.string())
      .optional()
      .meta({ description: 'Media types of results.', example: ['application/json'] }),
  })
  .meta({ id: 'Capability', description: 'A skill that an agent offers.' });

export const Endpoint = z
  .strictObject({
    kind: z.enum(['x402', 'a2a', 'mcp', 'http']).meta({ description: 'The protocol of the endpoint.' }),
    url: z.url({ protocol: /^https?$/ }).max(2_048),
  })
  .meta({ id: 'Endpoint', description: 'An address at which the agent can be called.' });

const MetricName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,63}$/, {
  error: 'expected a name of at most 64 letters, digits and ._- that begins with a letter',
});
const MetricValue = z.union([z.number(), z.string().max(256), z.boolean()]);

export const MOST_METRICS = 64;
export const TOO_MANY_METRICS = {
  error: `expected at most ${MOST_METRICS} metrics`,
  params: { fault: 'length' },
} as const;

/** Figures that an agent states about itself. They never change its score. */
export const Metrics = z
  .record(MetricName, MetricValue)
  .refine((metrics) => Object.keys(metrics).length <= MOST_METRICS, TOO_MANY_METRICS)
  .meta({
    id: 'Metrics',
    description: 'Figures that an agent states about itself. They never change its score.',
    example: { medianLatencyMs: 420 },
  });

/** The members of an offer as requests send them. */
const skills = z.array(CapabilityInput).min(1).max(64);
const programs = z.array(SolanaAddress).max(32).meta({ description: 'Solana programs that the agent runs.' });
const endpoints = z.array(Endpoint).max(16);

export const RegisterAgentRequest = z
  .strictObject({
    did: Did,
    name: z.string().trim().min(1).max(128).meta({ example: 'Contract Auditor' }),
    description: z.string().trim().max(4_000).default('').meta({ example: 'Audits Solana programs.' }),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .optional(),
    payTo: SolanaAddress.meta({
      description:
        'Wallet that clients pay. It signs the challenge too, and the registry creates its token account at registration.',
    }),
    skills,
    programs: programs.default([]),
    endpoints: endpoints.default([]),
    metrics: Metrics.default({}),
    ownerCommitment: OwnerCommitment.optional(),
    proof: RegistrationProof,
  })
  .meta({ id: 'RegisterAgentRequest', description: 'An agent and the control proof of its DID.' });

/**
 * A whole offer. For one more release the members besides `skills` may be left out, because the former version filled in
 * empty ones. Such a member keeps its value. See docs/adr/0109-preconditions-and-partial-changes.md.
 */
export const PutCapabilitiesRequest = z
  .strictObject({
    skills,
    programs: programs.optional(),
    endpoints: endpoints.optional(),
    metrics: Metrics.optional(),
    proof: ControlProof,
  })
  .meta({ id: 'PutCapabilitiesRequest', description: 'The whole new offer of an agent.' });

/** A JSON merge patch (RFC 7396) of an offer, with the control proof that authorizes it beside the changed members. */
export const PatchCapabilitiesRequest = z
  .strictObject({
    skills: skills.optional().meta({ description: 'Replaces all skills. An agent has at least one.' }),
    programs: programs.nullish().meta({ description: 'Replaces all Solana programs. null removes them.' }),
    endpoints: endpoints.nullish().meta({ description: 'Replaces all endpoints. null removes them.' }),
    metrics: z
      .record(MetricName, MetricValue.nullable())
      .nullish()
      .meta({ description: 'Sets the metrics that it names. null removes a metric, or all metrics.' }),
    proof: ControlProof,
  })
  .meta({
    id: 'PatchCapabilitiesRequest',
    description: 'A JSON merge patch (RFC 7396) of an offer, with a control proof.',
  });

export const AgentCapabilities = z
  .object({
    did: Did,
    skills: z.array(Capability),
    programs: z.array(SolanaAddress),
    endpoints: z.array(Endpoint),
    metrics: Metrics,
    revision: z.number().int().meta({ description: 'Grows by one with every change.', example: 3 }),
    updatedAt: Instant,
  })
  .meta({ id: 'AgentCapabilities', description: 'What an agent offers.' });

export const Agent = z
  .object({
    did: Did,
    name: z.string().meta({ example: 'Contract Auditor' }),
    description: z.string().meta({ example: 'Audits Solana programs.' }),
    url: z.string().optional().meta({ description: 'Web page of the agent.', example: 'https://agent.example' }),
    payTo: SolanaAddress.meta({ description: 'Wallet that clients pay.' }),
    skills: z.array(Capability),
    programs: z.array(SolanaAddress),
    endpoints: z.array(Endpoint),
    metrics: Metrics,
    revision: z.number().int().meta({ description: 'Grows by one with every change.', example: 3 }),
    registeredAt: Instant,
    updatedAt: Instant,
    score: AgentScore.nullable().meta({
      description:
        'The last published score over all job values. Null until the registry has evidence about the agent.',
    }),
    reputation: Score.nullable().meta({
      description: 'The score without agent, job value and evidence root, under its former name.',
      ...formerNameOf('score'),
    }),
  })
  .meta({ id: 'Agent', description: 'A registered agent with its capabilities and reputation.' });
