import type { Rule } from '../rule.ts';
import type { Attributes } from '../stage-graph.ts';

/** O1. Two stacks with the same key would overwrite the state of each other. */
export const stateKeys: Rule = {
  id: 'O1',
  title: 'Every stack of every stage keeps its state under a key of its own, encrypted and locked',
  judge: (graphs) => {
    const backends = graphs.flatMap(({ stage, backends: byStack }) =>
      Object.entries(byStack).map(([stack, backend]) => ({
        stage,
        stack,
        settings: backend['s3'] as Attributes | undefined,
      })),
    );
    const places = Map.groupBy(
      backends,
      ({ settings }) => `${String(settings?.['bucket'])}/${String(settings?.['key'])}`,
    );
    const findings = backends.flatMap(({ stage, stack, settings }) => {
      const shared = places.get(`${String(settings?.['bucket'])}/${String(settings?.['key'])}`) ?? [];
      const complaints = [
        ...(settings === undefined ? ['keeps no state in S3: synthesize without POS_STATE'] : []),
        ...(settings && shared.length > 1
          ? [
              `shares its state with ${shared
                .filter((other) => other.stage !== stage || other.stack !== stack)
                .map((other) => `${other.stage}-${other.stack}`)
                .join(', ')}: give it a key of its own`,
            ]
          : []),
        ...(settings && settings['encrypt'] !== true ? ['does not encrypt its state: set encrypt'] : []),
        ...(settings && settings['use_lockfile'] !== true ? ['does not lock its state: set use_lockfile'] : []),
      ];
      return complaints.map((title) => ({ rule: 'O1', title, stage, stack, resource: 'backend' }));
    });
    return { judged: backends.length, findings };
  },
};
