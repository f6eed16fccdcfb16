import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { disputeResolved } from '@pos/contract/reputation/events/dispute-resolved.ts';
import { jobReported } from '@pos/contract/reputation/events/job-reported.ts';
import { payerAttested } from '@pos/contract/reputation/events/payer-attested.ts';
import { workAttested } from '@pos/contract/reputation/events/work-attested.ts';
import { attestationMessage } from '@pos/contract/schemas/settled-work.ts';
import { FacilitatorKeyError, parseFacilitatorKey, type FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import * as z from 'zod';
import { InputFileError, parseInput, readInput } from './input-file.ts';

/** Events that count only if a key from the stage's configuration signed them. */
const ATTESTED: readonly EventDeclaration[] = [disputeResolved, jobReported, payerAttested, workAttested];
export const ATTESTED_NAMES = ATTESTED.map(({ id }) => id);

/** One entry for `PutEvents`. */
export interface BusEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

export interface Attestation {
  readonly event: string;
  /** Content of the event. `eventId`, `authority` and `signature` are added, and `occurredAt` if it is missing. */
  readonly said: Readonly<Record<string, unknown>>;
  /** Host of the registry's API. The attestation is invalid at any other registry. */
  readonly domain: string;
  readonly busName: string;
  /** Source to use instead of the event's own, if the bus lets the caller use only certain sources. */
  readonly source?: string | undefined;
  readonly key: Pick<FacilitatorKey, 'address' | 'sign'>;
  readonly eventId: string;
  readonly now: Date;
}

const Said = z.record(z.string(), z.unknown());

/** Signs an attestation as its authority, ready for the registry's bus. */
export function attest({ event, said, domain, busName, source, key, eventId, now }: Attestation): BusEntry {
  const declaration = ATTESTED.find(({ id }) => id === event);
  if (declaration === undefined)
    throw new InputFileError(`There is no event ${event} that is signed: use ${ATTESTED_NAMES.join(', ')}.`);
  const unsigned = { eventId, occurredAt: now.toISOString(), ...said, authority: key.address, signature: '' };
  const read = declaration.detail.safeParse(unsigned);
  if (!read.success) throw new InputFileError(`--detail is not as ${event} has it.\n${z.prettifyError(read.error)}`);
  const detail = z.encode(declaration.detail, read.data) as Readonly<Record<string, unknown>>;
  const signature = encodeBase58(
    key.sign(new TextEncoder().encode(attestationMessage(domain, declaration.name, detail))),
  );
  return {
    EventBusName: busName,
    Source: source ?? declaration.source,
    DetailType: detailType(declaration),
    Detail: JSON.stringify({ ...detail, signature }),
  };
}

/** Reads JSON from the argument itself or from the file that it names. */
export const readSaid = (text: string): Readonly<Record<string, unknown>> =>
  parseInput(Said, text.trimStart().startsWith('{') ? text : readInput(text), {
    where: '--detail',
    cure: 'Write the content of the event as JSON, such as {"did":"did:…","network":"solana:…","txSignature":"…","outcomeBps":9000}.',
  });

export function readKey(path: string): FacilitatorKey {
  try {
    return parseFacilitatorKey(readInput(path));
  } catch (error) {
    if (!(error instanceof FacilitatorKeyError)) throw error;
    throw new InputFileError(
      `${path} holds no key: it is a JSON array of 64 bytes, as solana-keygen writes it, or those bytes in base58.`,
      { cause: error },
    );
  }
}
