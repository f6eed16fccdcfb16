import { advanceCredibility as declaration } from '@pos/contract/reputation/tasks/advance-credibility.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';
import { publishedEpoch } from '../epochs/epoch-rows.ts';
import { advanceEpochs } from '../epochs/advance-epochs.ts';
import { answerInThread } from '../epochs/thread/answer-in-thread.ts';
import { engineInThread } from '../epochs/thread/engine-in-thread.ts';

const HOUR_MS = 3_600_000;
const [AGE_METRIC] = declaration.metrics;

export const advanceCredibility = workerTask(
  declaration,
  (d) => {
    const engine = engineInThread(d.threadFile, declaration.id);
    let measuredAt: number | undefined;
    return async (signal) => {
      const now = d.clock.now().getTime();
      if (measuredAt === undefined || now - measuredAt >= HOUR_MS) {
        measuredAt = now;
        const epoch = await publishedEpoch(d.database.orm);
        if (epoch !== undefined) d.measure(AGE_METRIC.name, (now - epoch.asOf.getTime()) / HOUR_MS);
      }
      return advanceEpochs({ ...d, engine }, signal);
    };
  },
  { inThread: answerInThread },
);
