import type { TestDatabase } from '@pos/database/testing/test-database.ts';
import { ok } from '@pos/vocabulary/result.ts';
import type { Payments } from '../payments.ts';
import type { PaymentScheme } from '../schemes/scheme.ts';
import { facilitatorOf, type FacilitatorDependencies } from './facilitator-fixture.ts';
import type { Terms, WireRequest } from './wire-request.ts';

/** How the settling system fails. A hang ends in the scheme's own time-out. */
export type SettlingFault =
  | 'rehearsal-hangs'
  | 'rehearsal-fails'
  /** Calls that send or ask for an outcome get no response, and the payment does not arrive. */
  | 'sending-hangs'
  | 'sending-fails'
  /** The payment arrives, but the caller gets no response. */
  | 'answer-lost'
  /** One payment is accepted and then forgotten. */
  | 'swallowed-once'
  /** Calls that ask for an outcome fail, but sending works. */
  | 'asking-fails';

/** The parts that the adversary suite needs for a scheme: its settling system, a database and a registered payee. */
export interface SchemeFixture {
  readonly scheme: PaymentScheme;
  readonly database: TestDatabase;
  readonly dependencies: FacilitatorDependencies;
  readonly payments: Payments;
  /** Address of the payer, as responses contain it. */
  readonly payer: string;
  terms(changes?: Partial<Terms>): Terms;
  /** Makes a payment of 10,000 atomic units. A poor payer holds 9,999. */
  pay(
    terms?: Terms,
    more?: { readonly extensions?: Readonly<Record<string, unknown>>; readonly poor?: boolean },
  ): Promise<WireRequest>;
  /** Encodes the same payment as different bytes. */
  disguise(request: WireRequest): WireRequest;
  /** Atomic units that reached the payee. */
  received(): Promise<bigint>;
  inject(fault: SettlingFault): void;
  clearFaults(): void;
  /**
   * Whether the reference facilitator of x402 accepts the request. Absent if no reference facilitator supports the
   * scheme.
   */
  readonly acceptedElsewhere?: (request: WireRequest) => Promise<boolean>;
  close(): Promise<void>;
}

/** An entry of the table over which the adversary suite runs. */
export interface SchemeUnderTest {
  readonly name: string;
  start(): Promise<SchemeFixture>;
}

/** Points at which a test interferes with a scheme. */
export interface Interference {
  /** Runs between looking for the payment in the database and reserving or sending it. */
  readonly beforeRehearsal?: () => Promise<unknown>;
  /** Runs when the prepared bytes are stored and not sent yet. */
  readonly beforeSending?: () => Promise<unknown>;
  /** Runs when the bytes are sent and the outcome is not recorded yet. */
  readonly beforeOutcome?: () => Promise<unknown>;
}

const nothing = async () => undefined;

/** The scheme wrapped with a test's hooks. */
export function interfered(scheme: PaymentScheme, hooks: Interference): PaymentScheme {
  const { beforeRehearsal = nothing, beforeSending = nothing, beforeOutcome = nothing } = hooks;
  return {
    ...scheme,
    read: (payload, requirements) => {
      const read = scheme.read(payload, requirements);
      if (!read.ok) return read;
      const examine: typeof read.value.examine = async () => {
        const checked = await read.value.examine();
        if (!checked.ok) return checked;
        const rehearse: typeof checked.value.rehearse = async () => {
          await beforeRehearsal();
          return checked.value.rehearse();
        };
        return ok({ ...checked.value, rehearse });
      };
      return ok({ ...read.value, examine });
    },
    send: async (prepared) => {
      await beforeSending();
      await scheme.send(prepared);
    },
    awaitOutcome: async (payment, withinMs) => {
      await beforeOutcome();
      return scheme.awaitOutcome(payment, withinMs);
    },
  };
}

/** Another facilitator on the fixture's database, with its own connection pool and no shared memory. */
export const facilitatorOn = (fixture: SchemeFixture, withinMs?: number, hooks: Interference = {}) =>
  facilitatorOf({ ...fixture.dependencies, database: fixture.database.worker }, withinMs, [
    interfered(fixture.scheme, hooks),
  ]);
