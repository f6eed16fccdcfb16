import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { IDEMPOTENCY_KEY_HOURS } from '@pos/contract/route.ts';
import { FIELD_FAULTS } from '@pos/vocabulary/problem.ts';

const page = readFileSync(new URL('../../../../docs/http.md', import.meta.url), 'utf8');

it('docs/http.md lists the codes of field errors with their meanings', () => {
  const rows = [...page.matchAll(/^\| `([a-z]+)`\s*\| (.*?)\s*\|$/gm)].map(([, code, meaning]) => [code, meaning]);
  expect(rows).toEqual(Object.entries(FIELD_FAULTS));
});

it('docs/http.md states the life of an idempotency key', () =>
  expect(page).toContain(`For ${IDEMPOTENCY_KEY_HOURS} hours a repetition gets`));
