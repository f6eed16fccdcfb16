import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listStatements } from '@pos/contract/zk-verify/routes/list-statements.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { scopeElement } from '@pos/receipts/binding.ts';
import { CIRCUITS } from '@pos/receipts/circuits.ts';
import { PUBLIC_SIGNALS, STATEMENTS, type SignalSpec, type Statement } from '@pos/receipts/statements.ts';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import { epochEnd, epochOf } from '../domain/epoch.ts';
import { keyOf, keySha256 } from '../statement-keys.ts';
import { acceptedAnchors } from '../store/accepted-anchors.ts';

const signalOf = ({ min, max, ...spec }: SignalSpec) => ({
  ...spec,
  ...(min === undefined ? {} : { min: min.toString() }),
  ...(max === undefined ? {} : { max: max.toString() }),
});

function statementOf(statement: Statement, stage: string, registry: string, epoch: number) {
  const key = DEVELOPMENT_KEYS[statement];
  return {
    statement,
    open: keyOf(statement, stage).ok,
    publicSignals: PUBLIC_SIGNALS[statement].map((spec) => signalOf(spec)),
    scope: scopeElement({ registry, statement, epoch }),
    circuit: CIRCUITS[statement],
    verificationKey: { setup: key.setup, sha256: keySha256(key), key: key.key },
  };
}

/** Everything that a prover, or a verifier of its own, has to agree on with the registry. */
export const list =
  ({
    database,
    clock,
    stage,
    publicUrl: registry,
  }: DependenciesOf<typeof listStatements>): HandlerOf<typeof listStatements> =>
  async () => {
    const epoch = epochOf(clock.now());
    const anchors = [...(await acceptedAnchors(database.orm))];
    const statements = STATEMENTS.map((statement) => statementOf(statement, stage, registry, epoch));
    return reply(200, { registry, epoch, scopeEndsAt: epochEnd(epoch), statements, anchors });
  };

export const handler = routeLambda(listStatements, list);
