import type { FeatureNames } from './feature-names.ts';

const slice = ({ id, camel, pascal, title }: FeatureNames): string => `import { slice } from '../slice.ts';
import { record${pascal} } from './consumers/record-${id}.ts';
import { ${camel}Added } from './events/${id}-added.ts';
import { problems } from './problems.ts';
import { get${pascal} } from './routes/get-${id}.ts';
import { count${pascal} } from './tasks/count-${id}.ts';

export const ${camel} = slice({
  id: '${id}',
  tag: '${id}',
  summary: '${title}.',
  routes: [get${pascal}],
  events: [${camel}Added],
  consumers: [record${pascal}],
  tasks: [count${pascal}],
  problems,
});
`;

const problems = ({
  id,
  title,
}: FeatureNames): string => `import type { ProblemKind } from '@pos/vocabulary/problem.ts';

export const problems = {
  '${id}-unknown': {
    status: 404,
    since: '${new Date().toISOString().slice(0, 10)}',
    title: '${title}: there is no entry of this id',
    cure: 'Check the id in the path.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;
`;

const route = ({ id, pascal, title }: FeatureNames): string => `import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Instant } from '../../schemas/time.ts';

export const get${pascal} = route({
  id: 'get-${id}',
  method: 'GET',
  path: '/${id}/{entryId}',
  summary: '${title}: one entry',
  params: z.object({ entryId: z.uuid().meta({ description: 'Identifies the entry.' }) }),
  responses: { 200: z.object({ entryId: z.uuid(), recordedAt: Instant }) },
  problems: ['${id}-unknown'],
  access: open('An entry has nothing but its id and time.'),
  needs: ['database'],
});
`;

const event = ({ id, camel, pascal, title }: FeatureNames): string => `import * as z from 'zod';
import { event } from '../../event.ts';
import { Instant } from '../../schemas/time.ts';

export const ${camel}Added = event({
  id: '${id}-added',
  source: 'pos.${id}',
  name: '${pascal}Added',
  version: 1,
  summary: '${title}: an entry was added.',
  detail: z.object({ eventId: z.uuid(), entryId: z.uuid(), occurredAt: Instant }),
});
`;

const consumer = ({ id, camel, pascal, title }: FeatureNames): string => `import { consumer } from '../../consumer.ts';
import { ${camel}Added } from '../events/${id}-added.ts';

export const record${pascal} = consumer({
  id: 'record-${id}',
  summary: '${title}: stores each added entry once.',
  on: [${camel}Added],
  needs: ['database'],
});
`;

const task = ({ id, pascal, title }: FeatureNames): string => `import { task } from '../../task.ts';

export const count${pascal} = task({
  id: 'count-${id}',
  summary: '${title}: logs the number of entries.',
  everyMs: 3_600_000,
  needs: ['database'],
});
`;

/** What the feature declares, by path. */
export const contractFiles = (names: FeatureNames): Readonly<Record<string, string>> => {
  const folder = `packages/contract/src/${names.id}`;
  return {
    [`${folder}/slice.ts`]: slice(names),
    [`${folder}/problems.ts`]: problems(names),
    [`${folder}/routes/get-${names.id}.ts`]: route(names),
    [`${folder}/events/${names.id}-added.ts`]: event(names),
    [`${folder}/consumers/record-${names.id}.ts`]: consumer(names),
    [`${folder}/tasks/count-${names.id}.ts`]: task(names),
  };
};
