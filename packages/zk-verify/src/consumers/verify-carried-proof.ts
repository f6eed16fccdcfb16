import type { ConsumerHandler, RecordOf } from '@pos/contract/consumer.ts';
import { verifyCarriedProof } from '@pos/contract/zk-verify/consumers/verify-carried-proof.ts';
import { CarriedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { quarantine, quarantineUnreadable } from '@pos/database/quarantine.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { submissionVerifier, type Submission } from '../verify-submissions.ts';

type Dependencies = DependenciesOf<typeof verifyCarriedProof>;
type WorkRecord = RecordOf<(typeof verifyCarriedProof)['on'][number]>;

interface Carried {
  readonly record: WorkRecord;
  readonly submission: Submission;
}

/**
 * Verifies the proofs that settlement and work report events carry, for the agent that the event names. The event
 * itself is not checked here, because a proof is valid independently of it. A repeated delivery replays the stored
 * proof.
 */
export const verify = (
  d: Dependencies,
  verifySubmissions = submissionVerifier(d),
): ConsumerHandler<typeof verifyCarriedProof> => {
  const keep = async ({ event, detail, eventId }: WorkRecord, reason: string): Promise<void> => {
    const { did, txSignature } = detail;
    d.log.warn('Refused a proof carried by an event', { reason, event, deliveryId: eventId });
    await quarantine(d.database.orm, {
      consumer: verifyCarriedProof.id,
      deliveryId: eventId,
      event: { event, did, txSignature },
      reason,
    });
  };
  return {
    async handle(records) {
      const carried: Carried[] = [];
      for (const record of records) {
        if (record.detail.proof === undefined) continue;
        const read = CarriedProof.safeParse(record.detail.proof);
        if (read.success) carried.push({ record, submission: { ...read.data, did: record.detail.did } });
        else await keep(record, 'request-invalid');
      }
      if (carried.length === 0) return { failedRecordIds: [] };
      const outcomes = await verifySubmissions(carried.map(({ submission }) => submission));
      for (const [index, { record }] of carried.entries()) {
        const outcome = outcomes[index];
        if (outcome?.ok === false) await keep(record, outcome.error.code);
      }
      d.log.info('Verified the proofs carried by events', {
        carried: carried.length,
        verified: outcomes.filter(({ ok }) => ok).length,
      });
      return { failedRecordIds: [] };
    },

    quarantine: (refused) => quarantineUnreadable(d.database.orm, verifyCarriedProof.id, refused),
  };
};

export const handler = consumerLambda(verifyCarriedProof, (d) => verify(d));
