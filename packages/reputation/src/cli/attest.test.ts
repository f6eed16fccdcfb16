import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENTS } from '@pos/contract/events.ts';
import type { AuthorityRole } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import * as z from 'zod';
import { checkAuthority, type AttestedRecord } from '../judging/judge-attestation.ts';
import { anySignature, anyWallet } from '../testing/market-rows.ts';
import { attest, ATTESTED_NAMES, readKey, readSaid } from './attest.ts';
import { InputFileError } from './input-file.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const folder = mkdtempSync(join(tmpdir(), 'attest-'));

function keyFile(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const halves = [
    privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey.export({ type: 'spki', format: 'der' }),
  ].map((der) => der.subarray(-32));
  const path = join(folder, `${randomUUID()}.json`);
  writeFileSync(path, JSON.stringify(Array.from(Buffer.concat(halves))));
  return path;
}

const key = readKey(keyFile());
const emptyFile = join(folder, 'empty.json');
writeFileSync(emptyFile, '[1]');
const work = { did: 'did:web:agent.example', network: SOLANA_DEVNET, txSignature: anySignature() };
const said: Readonly<Record<string, [AuthorityRole, object]>> = {
  'dispute-resolved': ['arbiter', { ...work, verdict: 'upheld', refundedAtomic: '0' }],
  'job-reported': ['reporter', { ...work, outcomeBps: 0 }],
  'payer-attested': ['oracle', { payer: anyWallet(), stands: true }],
  'work-attested': ['oracle', { ...work, outcomeBps: 9_000, occurredAt: '2026-03-09T00:00:00.000Z' }],
};
const signed = (event: string, what: object) =>
  attest({
    event,
    said: { ...what },
    domain: 'registry.example',
    busName: 'bus',
    key,
    eventId: randomUUID(),
    now: NOW,
  });

describe('a signed attestation', () => {
  it.each(ATTESTED_NAMES)('counts as %s for its authority and at its registry alone', (event) => {
    const [role, what] = said[event] ?? ['arbiter', {}];
    const entry = signed(event, what);
    const declaration = EVENTS[event as AttestedRecord['event']];
    expect(entry).toMatchObject({
      EventBusName: 'bus',
      Source: declaration.source,
      DetailType: `${declaration.name}.v1`,
    });
    const detail: unknown = z.decode(declaration.detail as z.ZodType, JSON.parse(entry.Detail) as never);
    const record = { event, detail } as AttestedRecord;
    const check = (domain: string, named: AuthorityRole, of: string = key.address) =>
      checkAuthority(record, { authorities: [{ role: named, key: of as never }], domain, now: NOW });
    expect(check('registry.example', role)).toEqual({ ok: true, value: null });
    expect(check('other.example', role)).toEqual({ ok: false, error: 'signature-invalid' });
    expect(check('registry.example', role === 'arbiter' ? 'oracle' : 'arbiter')).toEqual({
      ok: false,
      error: 'authority-unknown',
    });
    expect(check('registry.example', role, anyWallet())).toEqual({ ok: false, error: 'authority-unknown' });
  });

  it.each<readonly [string, () => unknown, RegExp]>([
    [
      'an event that is never signed',
      () => signed('settlement-reversed', work),
      /no event settlement-reversed[^]*dispute-resolved/,
    ],
    [
      'content that does not fit the event',
      () => signed('work-attested', { ...work, outcomeBps: 10_001 }),
      /--detail is not as work-attested has it[^]*outcomeBps/,
    ],
    ['content that is not JSON', () => readSaid('{did'), /--detail is not JSON[^]*Write the content/],
    ['a missing file', () => readSaid(join(folder, 'none.json')), /cannot be read/],
    ['a file without a key', () => readKey(emptyFile), /holds no key/],
  ])('is not made from %s', (_, make, message) => {
    expect(make).toThrow(InputFileError);
    expect(make).toThrow(message);
  });
});
