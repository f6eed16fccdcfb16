import type { Finding } from './judge.ts';
import type { Resource, StageGraph } from './stage-graph.ts';

/** Number of subjects that a rule judged, and its findings. A rule without subjects proves nothing. */
type Verdict = { readonly judged: number; readonly findings: readonly Finding[] };

export type Rule = {
  readonly id: string;
  /** The requirement as a sentence. */
  readonly title: string;
  readonly judge: (graphs: readonly StageGraph[]) => Verdict;
};

export type Subject = Pick<Resource, 'stack' | 'name'>;

type Complaint = string | readonly string[] | undefined;

/**
 * A rule over the subjects of each stage. `wrong` returns the complaint about a subject with its cure, or `undefined`.
 * A subject that is not a resource has the stack and a name instead.
 */
export function ruleOver<T>(
  id: string,
  title: string,
  of: (graph: StageGraph) => readonly (readonly [at: Subject, subject: T])[],
  wrong: (subject: T, graph: StageGraph) => Complaint,
): Rule {
  return {
    id,
    title,
    judge: (graphs) => {
      const judged = graphs.flatMap((graph) =>
        of(graph).map(([at, subject]) => ({ graph, at, complaints: [wrong(subject, graph) ?? []].flat() })),
      );
      const findings = judged.flatMap(({ graph, at, complaints }) =>
        complaints.map((title): Finding => ({
          rule: id,
          title,
          stage: graph.stage,
          stack: at.stack,
          resource: at.name,
        })),
      );
      return { judged: judged.length, findings };
    },
  };
}

/** Selects resources of the given types, each as its own subject. */
export const resources =
  (...types: readonly string[]) =>
  (graph: StageGraph): (readonly [Resource, Resource])[] =>
    graph.of(...types).map((resource) => [resource, resource]);
