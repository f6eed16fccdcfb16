import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listStatements as route } from '@pos/contract/zk-verify/routes/list-statements.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { scopeElement } from '@pos/receipts/binding.ts';
import { CIRCUITS } from '@pos/receipts/circuits.ts';
import { PUBLIC_SIGNALS, STATEMENTS, type SignalSpec, type Statement } from '@pos/receipts/statements.ts';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import { periodEnd, periodOf } from '../domain/period.ts';
import { keyOf, keySha256 } from '../statement-keys.ts';
import { acceptedAnchors } from '../store/accepted-anchors.ts';

const signalOf = ({ min, max, ...spec }: SignalSpec) => ({
  ...spec,
  ...(min === undefined ? {} : { min: min.toString() }),
  ...(max === undefined ? {} : { max: max.toString() }),
});

function statementOf(statement: Statement, stage: string, registry: string, period: number) {
  const key = DEVELOPMENT_KEYS[statement];
  return {
    statement,
    open: keyOf(statement, stage).ok,
    publicSignals: PUBLIC_SIGNALS[statement].map((spec) => signalOf(spec)),
    scope: scopeElement({ registry, statement, period }),
    circuit: CIRCUITS[statement],
    verificationKey: { setup: key.setup, sha256: keySha256(key), key: key.key },
  };
}

/** The parameters that a prover or an independent verifier shares with the registry. */
export const listStatements =
  ({ database, clock, stage, publicUrl: registry }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () => {
    const period = periodOf(clock.now());
    const anchors = [...(await acceptedAnchors(database.orm))];
    const statements = STATEMENTS.map((statement) => statementOf(statement, stage, registry, period));
    return reply(200, { registry, period, epoch: period, scopeEndsAt: periodEnd(period), statements, anchors });
  };

export const handler = routeLambda(route, listStatements);
