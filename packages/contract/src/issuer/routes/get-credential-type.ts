import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';

const Claim = z.object({
  path: z.array(z.string().nullable()),
  display: z.array(z.object({ locale: z.string(), label: z.string(), description: z.string().optional() })),
  sd: z.enum(['always', 'never']),
});

export const getCredentialType = route({
  id: 'get-credential-type',
  method: 'GET',
  path: '/credentials/types/work-history',
  summary: 'Get the SD-JWT VC type metadata of the work-history credential: its claims and their labels',
  responses: { 200: z.object({ vct: z.string(), name: z.string(), description: z.string(), claims: z.array(Claim) }) },
  problems: [],
  access: open('Wallets and verifiers read it.'),
  needs: [],
  cacheSeconds: 300,
});
