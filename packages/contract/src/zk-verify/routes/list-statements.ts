import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { Statement } from '@pos/vocabulary/statement.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Instant } from '../../schemas/time.ts';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Signal = z.object({
  name: z.string(),
  bits: z.number().int(),
  min: z.string().optional(),
  max: z.string().optional(),
  meaning: z.string(),
});

const OpenStatement = z.object({
  statement: Statement,
  open: z
    .boolean()
    .meta({ description: 'Whether this stage verifies it: a development key opens none that is deployed.' }),
  publicSignals: z.array(Signal),
  scope: FieldDecimal.meta({ description: 'What the nullifier is to be made with until scopeEndsAt.' }),
  circuit: z.object({
    constraints: z.number().int(),
    r1csSha256: Sha256,
    wasmSha256: Sha256,
    provingKeySha256: Sha256,
  }),
  verificationKey: z.object({
    setup: z.enum(['dev-known-trapdoor', 'ceremony']),
    sha256: Sha256.meta({ description: 'Of the key as one space indents it, with a newline at its end.' }),
    key: z.unknown().meta({ description: 'As snarkjs writes it.' }),
  }),
});

export const listStatements = route({
  id: 'list-statements',
  method: 'GET',
  path: '/zk/statements',
  summary: 'What can be proved: circuits, keys, hashes, the current scope and the accepted anchors',
  responses: {
    200: z.object({
      registry: z.string().meta({ description: 'Audience of signal hashes and part of every scope.' }),
      epoch: z.number().int().meta({ description: 'Days since 1970-01-01 UTC: each opens scopes of its own.' }),
      scopeEndsAt: Instant,
      statements: z.array(OpenStatement),
      anchors: z
        .array(z.object({ sequence: z.number().int(), commitment: FieldDecimal }))
        .meta({ description: 'The anchors that proofs may open, newest first.' }),
    }),
  },
  problems: [],
  access: open('Whoever proves or verifies by themselves needs exactly this.'),
  needs: ['database'],
  cacheSeconds: 5,
});
