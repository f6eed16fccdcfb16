import type { Disposition } from '@pos/contract/events/schemas/disposition.ts';
import { publishEvents as route } from '@pos/contract/events/routes/publish-events.ts';
import { problemDocument, type Problem } from '@pos/contract/problem.ts';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { checkProduced, sourceOf, type SentEvent } from '../check-produced.ts';

const refused = (problem: Problem): Disposition => ({
  disposition: 'refused',
  problem: problemDocument(problem) as Extract<Disposition, { readonly disposition: 'refused' }>['problem'],
});

export const publishEvents =
  ({ producerBus, log }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body, caller }) => {
    const source = sourceOf(caller.clientId);
    const checked = body.events.map((event, index) => checkProduced(event as SentEvent, index));
    const accepted = checked.flatMap((each) => (each.ok ? [each.value] : []));
    const outcomes =
      accepted.length === 0
        ? []
        : await producerBus.publish(accepted.map(({ type, data }) => ({ source, detailType: type, detail: data })));
    const waiting = outcomes.values();
    const dispositions = checked.map((each): Disposition => {
      if (!each.ok) return refused(each.error);
      const outcome = waiting.next().value;
      if (outcome?.ok === true) return { disposition: 'accepted', id: outcome.value };
      log.warn('The bus did not take an event of a producer', { source, reason: outcome?.error });
      return refused({ code: 'event-not-taken' });
    });
    return reply(200, { dispositions });
  };

export const handler = routeLambda(route, publishEvents);
