import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

const PublicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});

export const getIssuerMetadata = route({
  id: 'get-issuer-metadata',
  method: 'GET',
  path: '/.well-known/jwt-vc-issuer',
  summary: 'Get the public keys that verify credentials, at the path that SD-JWT VC defines',
  responses: { 200: z.object({ issuer: z.string(), jwks: z.object({ keys: z.array(PublicJwk) }) }) },
  problems: [],
  access: open('Every verifier of a credential needs the keys.'),
  needs: ['credentialIssuerKey'],
  cacheSeconds: 300,
});
