// SPDX-License-Identifier: GPL-3.0-only
import type { RegistryClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import { ProofSubmission, type VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { ownerCommitment } from '@pos/receipts/identity.ts';
import { isDid, pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { ProveOptions } from '@pos/zk-prover/prover/prove.ts';
import type * as z from 'zod';
import type { Command, Who } from './command-line.ts';
import { readConnection, type Connection } from './connection.ts';
import { proveForRegistry, type Refused } from './prove-for-registry.ts';
import { readWallet, type Wallet } from './wallet.ts';

/** What a command needs of the machine that it runs on. */
export interface Machine {
  readonly readFile: (path: string) => Promise<string>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly print: (line: string) => void;
  readonly registryAt: (connection: Connection) => RegistryClient;
  readonly newNonce: () => string;
  readonly proving: ProveOptions;
}

type Outcome = Result<'done', string>;

/** Each refusal in words, with what mends it. */
const REFUSALS: Readonly<Record<Refused['code'], string>> = {
  'too-few-jobs':
    'The anchored history has fewer jobs than --min-count asks for. Lower it, or wait for the next anchor.',
  'too-little-value': 'The anchored history adds up to less than --min-value. Lower it, or wait for the next anchor.',
  'quality-too-low': 'The average quality is below --min-quality. Lower it.',
  'too-many-disputes': 'More jobs are disputed than --max-dispute-rate allows. Raise it.',
  'receipts-not-distinct-and-ordered':
    'The registry opened receipts twice or out of order. Ask it again, and tell its operator.',
  'too-many-receipts': 'More receipts were chosen than a proof holds.',
  'receipt-not-completed': 'A chosen receipt is of a job that was not completed.',
  'receipt-of-another-skill': 'A chosen receipt is of another skill.',
  'receipt-of-another-agent': 'The registry opened a receipt of another agent. Ask it again, and tell its operator.',
  'head-not-anchored':
    'What the registry opened does not lead to its anchor. Ask it again, and tell its operator: it serves a wrong history.',
  'receipt-not-anchored':
    'A receipt that the registry opened does not lead to its anchor. Ask it again, and tell its operator.',
  'signal-count': 'This tool and the registry count public signals differently. Use the same release.',
  'signal-out-of-range': 'A threshold is outside what the circuit can hold: --chosen proves 1 to 8 receipts.',
  'not-the-owner':
    'The anchored head names another owner. Register this one with `agent owner`, and wait for the next anchor.',
  'other-circuit': 'The registry verifies another circuit than this tool proves. Use the same release.',
  'statement-closed': 'This stage of the registry has no key for the statement yet.',
};

function openWallet(
  { wallet, key }: Who,
  { wallets }: Connection,
  keyText: string | undefined,
): Result<Wallet, string> {
  if (key !== undefined) return readWallet(keyText ?? '');
  const named = wallets.find(({ name }) => name === wallet);
  if (named === undefined)
    return err(
      `The connection names no wallet ${wallet}; it has: ${wallets.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  return readWallet(named.secretKey);
}

function agentOf({ did }: Who, { solana }: Connection, { address }: Wallet): Result<Did, string> {
  if (did !== undefined) return isDid(did) ? ok(did) : err(`${did} is not a DID.`);
  return solana === undefined ? err('Name the agent: --did.') : ok(pkhDid(solana.network, address));
}

async function connect(machine: Machine, file: string): Promise<Result<Connection, string>> {
  const read = readConnection(await machine.readFile(file));
  return read.ok ? read : err(`${file}: ${read.error}`);
}

interface Opened {
  readonly connection: Connection;
  readonly wallet: Wallet;
  readonly did: Did;
}

async function openOwner(machine: Machine, file: string, who: Who): Promise<Result<Opened, string>> {
  const connection = await connect(machine, file);
  if (!connection.ok) return connection;
  const wallet = openWallet(who, connection.value, who.key === undefined ? undefined : await machine.readFile(who.key));
  if (!wallet.ok) return wallet;
  const did = agentOf(who, connection.value, wallet.value);
  return did.ok ? ok({ connection: connection.value, wallet: wallet.value, did: did.value }) : did;
}

const usd = (atomic: bigint): string =>
  `$${atomic / 1_000_000n}.${String(atomic % 1_000_000n)
    .padStart(6, '0')
    .slice(0, 2)}`;
const percent = (bps: number): string => `${bps / 100} %`;

function claimText(proof: z.output<typeof VerifiedProof>): string {
  const { minCount, minValueAtomic, minQualityBps } = proof.thresholds;
  const quality = minQualityBps === 0 ? '' : `, average quality ≥ ${percent(minQualityBps)}`;
  const rest =
    proof.statement === 'history-totals'
      ? `, disputes ≤ ${percent(proof.thresholds.maxDisputeBps)}, nothing omitted`
      : ', chosen from its history';
  return `≥ ${minCount} jobs, ≥ ${usd(minValueAtomic)}${quality}${rest}`;
}

async function submit(
  machine: Machine,
  registry: RegistryClient,
  body: z.input<typeof ProofSubmission>,
): Promise<Outcome> {
  const { proof, replayed } = orThrow(await registry.verifyProof({ body }));
  machine.print(`${replayed ? 'Verified before' : 'Verified'}: ${proof.did}`);
  machine.print(`  ${claimText(proof)}`);
  machine.print(`  nullifier ${proof.nullifier}, ${proof.verifiedAt.toISOString()}`);
  return ok('done');
}

async function prove(command: Extract<Command, { name: 'prove' }>, machine: Machine): Promise<Outcome> {
  const opened = await openOwner(machine, command.connection, command.who);
  if (!opened.ok) return opened;
  const { connection, wallet, did } = opened.value;
  const registry = machine.registryAt(connection);
  const owner = { did, secret: wallet.secretFor(did), sign: wallet.sign };
  const presentation = { presenter: command.presenter ?? did, nonce: command.nonce ?? machine.newNonce() };
  const proved = await proveForRegistry(registry, owner, command.wanted, presentation, machine.proving);
  if (!proved.ok) return err(`${proved.error.code}: ${REFUSALS[proved.error.code]}`);
  if (command.out === undefined) return submit(machine, registry, proved.value);
  await machine.writeFile(command.out, `${JSON.stringify(proved.value, null, 2)}\n`);
  machine.print(`Proved, and written to ${command.out}: it shows the thresholds, and nothing else.`);
  return ok('done');
}

async function registerOwner(
  { connection: file, who }: Extract<Command, { name: 'owner' }>,
  machine: Machine,
): Promise<Outcome> {
  const opened = await openOwner(machine, file, who);
  if (!opened.ok) return opened;
  const { connection, wallet, did } = opened.value;
  const registry = machine.registryAt(connection);
  const proof = await proveControl(registry, { did, purpose: 'put-owner', sign: wallet.sign });
  const commitment = ownerCommitment(wallet.secretFor(did));
  orThrow(await registry.putOwner({ params: { did }, body: { ownerCommitment: commitment.toString(), proof } }));
  machine.print(`${did} can prove with this key from the next anchor on.`);
  return ok('done');
}

async function verify(
  { connection: at, file }: Extract<Command, { name: 'verify' }>,
  machine: Machine,
): Promise<Outcome> {
  const connection = await connect(machine, at);
  if (!connection.ok) return connection;
  const text = await machine.readFile(file);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return err(`${file} is not JSON.`);
  }
  const submission = ProofSubmission.safeParse(body);
  if (!submission.success)
    return err(`${file} is no proof as \`agent prove --out\` writes it: ${submission.error.issues[0]?.message ?? ''}.`);
  return submit(machine, machine.registryAt(connection.value), submission.data);
}

/** Runs a command; an expected refusal comes back in words, an outage or a refusal of the registry is thrown. */
export function runCommand(command: Command, machine: Machine): Promise<Outcome> {
  switch (command.name) {
    case 'owner':
      return registerOwner(command, machine);
    case 'prove':
      return prove(command, machine);
    case 'verify':
      return verify(command, machine);
  }
}
