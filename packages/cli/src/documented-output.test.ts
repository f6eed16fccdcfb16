// SPDX-License-Identifier: GPL-3.0-only
import { describe, expect, it } from '@jest/globals';
import type { RegistryClient } from '@pos/client/client.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCommandLine, type Command } from './command-line.ts';
import { runCommand, type Machine } from './run-command.ts';

const page = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'docs/zk.md'), 'utf8');
const block = /<!-- output: npm run agent -->\n\n((?: {4}.*\n|\n)+)/.exec(page)?.[1] ?? '';

/** The commands of docs/zk.md in order, each with the lines that it prints. */
const session = block
  .split(/^ {4}\$ npm run agent -- /m)
  .slice(1)
  .map((text) => {
    const [line = '', ...output] = text.trimEnd().split('\n');
    return { line, output: output.map((each) => each.slice(4)) };
  });
const [owner, totals, tooLittle, chosen, verify] = session.map(({ output }) => output);
const [, totalsLine = '', , chosenLine = ''] = session.map(({ line }) => line);

const DID = /did:\S+/.exec(block)?.[0] ?? '';
const [, nullifier = '', verifiedAt = ''] = /nullifier (\d+), (\S+)/.exec(block) ?? [];

const commandOf = (line: string): Command => {
  const command = readCommandLine(line.split(' '));
  if (!command.ok) throw new Error(command.error);
  return command.value;
};

const success = <Value>(value: Value) => ({ ok: true, status: 200, value, headers: new Headers(), requestId: 'r' });

/** The registry's answer to a proof with the thresholds of a prove command. */
function verifiedBy(line: string) {
  const command = commandOf(line);
  if (command.name !== 'prove') throw new Error(`docs/zk.md proves with another command: ${line}`);
  const { statement, ...thresholds } = command.wanted;
  const proof = { did: DID, statement, thresholds, nullifier, verifiedAt: new Date(verifiedAt) };
  return success({ replayed: false, proof });
}

const secretKey = (): string => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return encodeBase58(Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]));
};
const connection = {
  apiUrl: 'http://registry.example',
  solana: { network: 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1' },
  wallets: [{ name: 'agent-1', secretKey: secretKey() }],
};
const submission = {
  statement: 'history-totals',
  did: 'did:web:agent.example',
  presenter: 'p',
  nonce: 'n',
  proof: {},
  publicSignals: [],
};

/** The output of a command against a registry with these routes, with the agent's DID replaced by the page's. */
async function printedBy(line: string, routes: object): Promise<readonly string[]> {
  const printed: string[] = [];
  const machine: Machine = {
    readFile: async (path) => JSON.stringify(path === 'proof.json' ? submission : connection),
    writeFile: async () => undefined,
    print: (text) => void printed.push(text),
    registryAt: () => routes as RegistryClient,
    newNonce: () => 'nonce',
    proving: { load: () => Promise.reject(new Error('Nothing is proved here.')) },
  };
  expect(await runCommand(commandOf(line), machine)).toMatchObject({ ok: true });
  return printed.map((text) => text.replace(/did:\S+/, DID));
}

describe('the session of docs/zk.md', () => {
  it('registers an owner', async () => {
    const challenge = { challengeId: 'c', message: 'sign me' };
    const routes = { createChallenge: async () => success(challenge), putOwner: async () => success({}) };
    expect(await printedBy(session[0]?.line ?? '', routes)).toEqual(owner);
  });

  it('shows the output for a verified proof of totals', async () => {
    expect(await printedBy('verify proof.json', { verifyProof: async () => verifiedBy(totalsLine) })).toEqual(totals);
  });

  it('shows the output for a verified proof of chosen receipts', async () => {
    expect(await printedBy('verify proof.json', { verifyProof: async () => verifiedBy(chosenLine) })).toEqual(verify);
  });

  it('quotes a refusal and a written proof in the words of the command', () => {
    const source = readFileSync(join(import.meta.dirname, 'run-command.ts'), 'utf8');
    const [, code = '', text = ''] = /^([a-z-]+): (.+)$/.exec(tooLittle?.[0] ?? '') ?? [];
    expect(source).toMatch(new RegExp(`'${code}':\\s+'${text.replaceAll(/[.-]/g, '\\$&')}'`));
    expect(source).toContain(chosen?.[0]?.replace('proof.json', '${command.out}') ?? 'nothing');
  });
});
