import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { Statement } from '@pos/vocabulary/statement.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { Instant } from '../../schemas/time.ts';

const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' });

const Signal = z.object({
  name: z.string(),
  bits: z.number().int(),
  min: z.string().optional(),
  max: z.string().optional(),
  meaning: z.string(),
});

const OpenStatement = z.object({
  statement: Statement,
  open: z.boolean().meta({
    description: 'Whether this stage verifies the statement. Deployed stages verify none that has a development key.',
  }),
  publicSignals: z.array(Signal),
  scope: FieldDecimal.meta({ description: 'The scope from which nullifiers are computed until scopeEndsAt.' }),
  circuit: z.object({
    constraints: z.number().int(),
    r1csSha256: Sha256,
    wasmSha256: Sha256,
    provingKeySha256: Sha256,
  }),
  verificationKey: z.object({
    setup: z.enum(['dev-known-trapdoor', 'ceremony']),
    sha256: Sha256.meta({ description: 'SHA-256 of the key as JSON, indented by one space, with a final newline.' }),
    key: z.unknown().meta({ description: 'The key in the format of snarkjs.' }),
  }),
});

export const listStatements = route({
  id: 'list-statements',
  method: 'GET',
  path: '/zk/statements',
  summary: 'List the statements that can be proved, with circuits, keys and current scopes, and the accepted anchors',
  responses: {
    200: z.object({
      registry: z.string().meta({ description: 'The audience in signal hashes, and a part of every scope.' }),
      period: z.number().int().meta({
        description: 'The current proof period, in days since 1970-01-01 UTC. It is a part of every scope.',
      }),
      epoch: z
        .number()
        .int()
        .meta({
          description: 'The same as period, under its former name.',
          ...formerNameOf('period'),
        }),
      scopeEndsAt: Instant,
      statements: z.array(OpenStatement),
      anchors: z
        .array(z.object({ sequence: z.number().int(), commitment: FieldDecimal }))
        .meta({ description: 'The anchors to which proofs may refer, newest first.' }),
    }),
  },
  problems: [],
  access: open('Provers and independent verifiers need these parameters.'),
  needs: ['database'],
  cacheSeconds: 5,
});
