import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ratingMessage, type RatingText } from '@pos/contract/reputation/rating-message.ts';
import { did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { anySignature } from '../testing/market-rows.ts';

const COMMAND = `"${process.execPath}" --disable-warning=ExperimentalWarning "${join(import.meta.dirname, 'main.ts')}"`;
const page = readFileSync(join(import.meta.dirname, '../../../../docs/evidence.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'evidence-doc-'));

/** The fenced blocks of the page, without their fences. */
const blocks = [...page.matchAll(/^```\n(.*?)^```$/gms)].map(([, text = '']) => text);

/** The one block of the page that starts with this text. */
function blockOf(start: string): string {
  const found = blocks.filter((text) => text.startsWith(start));
  if (found.length !== 1) throw new Error(`docs/evidence.md has ${found.length} blocks that start with ${start}`);
  return found.join('');
}

/** Runs a command of the page as a reader does, but with this checkout's command line. */
const run = (line: string) =>
  spawnSync('sh', ['-c', line.replace('npm run reputation --', COMMAND)], { cwd: folder, encoding: 'utf8' });

describe('docs/evidence.md', () => {
  it('quotes the scores that the scorer command writes for the quoted files', () => {
    writeFileSync(join(folder, 'F.jsonl'), blockOf('{"id":1,'));
    writeFileSync(join(folder, 'M.json'), blockOf('{"n_agents"'));
    expect(run(blockOf('npm run reputation -- score'))).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'S.jsonl'), 'utf8')).toBe(blockOf('{"t":3,'));
  });

  it('quotes the end of the output of replay', () => {
    copyFileSync(join(import.meta.dirname, '../testing/export-of-the-former-release.json'), join(folder, 'agent.json'));
    const replay = blockOf('npm run reputation -- export')
      .split('\n')
      .filter((line) => line.includes('replay --export'));
    const { status, stdout } = run(replay.join(''));
    expect(status).toBe(0);
    expect(stdout.endsWith(blockOf('  "agrees"'))).toBe(true);
  });

  it('signs a verdict with the quoted command', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const halves = [
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey.export({ type: 'spki', format: 'der' }),
    ].map((der) => der.subarray(-32));
    writeFileSync(join(folder, 'key.json'), JSON.stringify(Array.from(Buffer.concat(halves))));
    const [attest = ''] = blockOf('npm run reputation -- attest').split('curl');
    const filled = attest
      .replace('.local/keys/authority-arbiter.json', 'key.json')
      .replace('did:…', 'did:web:agent.example')
      .replace('solana:…', SOLANA_DEVNET)
      .replace('"txSignature":"…"', `"txSignature":"${anySignature()}"`);
    expect(filled).not.toContain('…');
    expect(run(filled)).toMatchObject({ status: 0 });
    const { Entries: entries } = JSON.parse(readFileSync(join(folder, 'verdict.json'), 'utf8')) as {
      Entries: readonly { readonly DetailType: string }[];
    };
    expect(entries.map(({ DetailType: type }) => type)).toEqual(['DisputeResolved.v1']);
  });

  it('quotes the message that a paying wallet signs', () => {
    const [issuedAt, expiresAt] = [new Date('2026-03-10T12:00:00.000Z'), new Date('2026-03-10T13:00:00.000Z')];
    const txSignature = anySignature();
    const quoted = blockOf('<host of the API>')
      .trimEnd()
      .replace('<host of the API>', 'registry.example')
      .replace('<DID of the agent>', 'did:web:agent.example')
      .replace('<CAIP-2 network>', SOLANA_DEVNET)
      .replace('<transaction signature>', txSignature)
      .replace('<0 to 10000>', '9000')
      .replace('<ISO 8601, milliseconds>', issuedAt.toISOString())
      .replace('<at most a day later>', expiresAt.toISOString());
    const text: RatingText = {
      domain: 'registry.example',
      network: SOLANA_DEVNET,
      txSignature,
      did: did('did:web:agent.example'),
      ratingBps: 9_000,
      issuedAt,
      expiresAt,
    };
    expect(quoted).toBe(ratingMessage(text));
  });
});
