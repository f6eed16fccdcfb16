// SPDX-License-Identifier: GPL-3.0-only
import type { RegistryClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import { ProofSubmission } from '@pos/contract/zk-verify/schemas/proof.ts';
import { ownerCommitment } from '@pos/receipts/identity.ts';
import { isDid, pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { STATEMENTS, type Statement } from '@pos/vocabulary/statement.ts';
import type { ProveOptions } from '@pos/zk-prover/prover/prove.ts';
import type * as z from 'zod';
import type { Command, Who } from './command-line.ts';
import { readConnection, type Connection } from './connection.ts';
import { proveForRegistry, type Refused } from './prove-for-registry.ts';
import { readWallet, type Wallet } from './wallet.ts';

/** The commands' access to the machine: files, output, network, randomness and the prover. */
export interface Machine {
  readonly readFile: (path: string) => Promise<string>;
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly print: (line: string) => void;
  readonly registryAt: (connection: Connection) => RegistryClient;
  readonly newNonce: () => string;
  readonly proving: ProveOptions;
}

type Outcome = Result<'done', string>;

/** The message of each refusal, with its cure. */
const REFUSALS: Readonly<Record<Refused['code'], string>> = {
  'too-few-receipts':
    'The anchored history has fewer receipts than --min-count. Lower the threshold, or wait for the next anchor.',
  'too-little-value':
    'The total value of the anchored history is below --min-value. Lower the threshold, or wait for the next anchor.',
  'quality-too-low': 'The average quality is below --min-quality. Lower the threshold.',
  'too-many-disputes': 'The share of disputed receipts is above --max-dispute-rate. Raise the threshold.',
  'receipts-not-distinct-and-ordered':
    'The registry returned receipts twice or out of order. Try again, and inform its operator.',
  'too-many-receipts': 'More receipts were chosen than a proof can hold.',
  'receipt-not-completed': 'A chosen receipt was disputed or reversed.',
  'receipt-of-another-skill': 'A chosen receipt is of another skill.',
  'receipt-of-another-agent': 'The registry returned a receipt of another agent. Try again, and inform its operator.',
  'head-not-anchored':
    'The opening of the history does not verify under the anchor. Try again, and inform the operator of the registry.',
  'receipt-not-anchored':
    'The opening of a receipt does not verify under the anchor. Try again, and inform the operator of the registry.',
  'signal-count': 'This tool and the registry expect different numbers of public signals. Use the same release.',
  'signal-out-of-range': 'A threshold is outside the range of the circuit: --chosen proves 1 to 8 receipts.',
  'not-the-owner':
    'The anchored head names another owner. Register this one with `agent owner`, and wait for the next anchor.',
  'other-circuit': 'The registry verifies another circuit than this tool proves. Use the same release.',
  'statement-closed': 'This stage of the registry has no ceremony key for the statement.',
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
      `The connection has no wallet ${wallet}. Its wallets: ${wallets.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  return readWallet(named.secretKey);
}

function agentOf({ did }: Who, { solana }: Connection, { address }: Wallet): Result<Did, string> {
  if (did !== undefined) return isDid(did) ? ok(did) : err(`${did} is not a DID.`);
  return solana === undefined ? err('Name the agent with --did.') : ok(pkhDid(solana.network, address));
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

type Accepted = Extract<Awaited<ReturnType<RegistryClient['verifyProof']>>, { readonly ok: true }>['value'];
type VerifiedProof = Extract<Accepted['proof'], { readonly statement: Statement }>;

/** False for a statement of a newer registry, whose thresholds this tool cannot print. */
const isKnown = (proof: Accepted['proof']): proof is VerifiedProof =>
  STATEMENTS.some((statement) => statement === proof.statement);

function thresholdsText(proof: VerifiedProof): string {
  const { minCount, minValueAtomic, minQualityBps } = proof.thresholds;
  const quality = minQualityBps === 0 ? '' : `, average quality ≥ ${percent(minQualityBps)}`;
  const rest =
    proof.statement === 'history-totals'
      ? `, disputes ≤ ${percent(proof.thresholds.maxDisputeBps)}, nothing omitted`
      : ', chosen from the history';
  return `≥ ${minCount} receipts, ≥ ${usd(minValueAtomic)}${quality}${rest}`;
}

async function submit(
  machine: Machine,
  registry: RegistryClient,
  body: z.input<typeof ProofSubmission>,
): Promise<Outcome> {
  const { proof, replayed } = orThrow(await registry.verifyProof({ body }));
  if (!isKnown(proof)) {
    machine.print(`Verified a proof of the statement ${proof.statement}. Update this tool to see its thresholds.`);
    return ok('done');
  }
  machine.print(`${replayed ? 'Verified before' : 'Verified'}: ${proof.did}`);
  machine.print(`  ${thresholdsText(proof)}`);
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
  machine.print(`Proved. Wrote the proof to ${command.out}; it reveals only the thresholds.`);
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
  const controlProof = await proveControl(registry, { did, purpose: 'put-owner', sign: wallet.sign });
  const commitment = ownerCommitment(wallet.secretFor(did)).toString();
  orThrow(await registry.putOwner({ params: { did }, body: { ownerCommitment: commitment, proof: controlProof } }));
  machine.print(`The owner of ${did} can prove with this key from the next anchor on.`);
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
    return err(`${file} is not a file that \`agent prove --out\` wrote: ${submission.error.issues[0]?.message ?? ''}.`);
  return submit(machine, machine.registryAt(connection.value), submission.data);
}

/** Runs a command. Returns an expected refusal as a message; throws on outages and on refusals by the registry. */
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
