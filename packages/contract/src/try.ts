import { openApiOf } from './derive/open-api.ts';
import { SLICES } from './slices.ts';
import { writeFileSync } from 'node:fs';
writeFileSync(
  process.argv[2] ?? '',
  JSON.stringify(
    openApiOf(SLICES, {
      serverUrl: 'https://registry.example',
      tokenUrl: 'https://auth.registry.example/oauth2/token',
      version: '0.2.0',
    }),
  ),
);
