import type { FeatureNames } from './feature-names.ts';

const manifest = ({ id, title }: FeatureNames): string =>
  JSON.stringify({
    name: `@pos/${id}`,
    version: '0.1.0',
    private: true,
    description: title,
    license: 'Apache-2.0',
    type: 'module',
    exports: {
      './routes/*.ts': './src/routes/*.ts',
      './consumers/*.ts': './src/consumers/*.ts',
      './tasks/*.ts': './src/tasks/*.ts',
    },
    dependencies: {
      '@pos/contract': 'workspace:*',
      '@pos/database': 'workspace:*',
      '@pos/runtime': 'workspace:*',
      'drizzle-orm': 'catalog:',
    },
  });

const readme = ({ id, snake, title }: FeatureNames): string => `# @pos/${id}

${title}: what it is for, in one sentence.

- Declared in \`packages/contract/src/${id}\`, stored in the table \`${snake}\`.
- Route \`get-${id}\` answers with one entry.
- Consumer \`record-${id}\` stores an entry for each event \`${id}-added\`.
- Task \`count-${id}\` logs the number of entries.

Front door: the implementations in \`routes/\`, \`consumers/\` and \`tasks/\`, each exported under the id of its declaration.
Everything else is internal. The package imports no other slice: it meets them in events and in tables.
`;

const route = ({
  id,
  camel,
  pascal,
}: FeatureNames): string => `import { get${pascal} as declaration } from '@pos/contract/${id}/routes/get-${id}.ts';
import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { ${camel} } from '@pos/database/schema/${id}.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { eq } from 'drizzle-orm';

export const get${pascal} =
  ({ database }: DependenciesOf<typeof declaration>): HandlerOf<typeof declaration> =>
  async ({ params: { entryId } }) => {
    const [entry] = await database.orm.select().from(${camel}).where(eq(${camel}.entryId, entryId));
    return entry === undefined ? refuse('${id}-unknown', { detail: entryId }) : reply(200, entry);
  };

export const handler = routeLambda(declaration, get${pascal});
`;

const consumer = ({
  id,
  camel,
  pascal,
}: FeatureNames): string => `import type { ConsumerHandler } from '@pos/contract/consumer.ts';
import { record${pascal} as declaration } from '@pos/contract/${id}/consumers/record-${id}.ts';
import { quarantineUnreadable } from '@pos/database/quarantine.ts';
import { ${camel} } from '@pos/database/schema/${id}.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';

export const record${pascal} = ({
  database,
}: DependenciesOf<typeof declaration>): ConsumerHandler<typeof declaration> => ({
  async handle(records) {
    const entries = records.map(({ detail: { entryId } }) => ({ entryId }));
    await database.orm.insert(${camel}).values(entries).onConflictDoNothing();
    return { failedRecordIds: [] };
  },
  quarantine: (refused) => quarantineUnreadable(database.orm, declaration.id, refused),
});

export const handler = consumerLambda(declaration, record${pascal});
`;

const task = ({
  id,
  camel,
  pascal,
  title,
}: FeatureNames): string => `import { count${pascal} as declaration } from '@pos/contract/${id}/tasks/count-${id}.ts';
import { ${camel} } from '@pos/database/schema/${id}.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';

export const count${pascal} = workerTask(declaration, ({ database, log }) => async () => {
  log.info('${title} were counted', { entries: await database.orm.$count(${camel}) });
  return 'done';
});
`;

const table = ({ camel, snake, title }: FeatureNames): string => `import { pgTable, uuid } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/** ${title}: entries by id. */
export const ${camel} = pgTable('${snake}', {
  entryId: uuid('entry_id').primaryKey(),
  recordedAt: moment('recorded_at').notNull().defaultNow(),
});
`;

/** The package that implements the feature, and its table, by path. */
export const packageFiles = (names: FeatureNames): Readonly<Record<string, string>> => {
  const folder = `packages/${names.id}`;
  return {
    [`${folder}/package.json`]: manifest(names),
    [`${folder}/README.md`]: readme(names),
    [`${folder}/src/routes/get-${names.id}.ts`]: route(names),
    [`${folder}/src/consumers/record-${names.id}.ts`]: consumer(names),
    [`${folder}/src/tasks/count-${names.id}.ts`]: task(names),
    [`packages/database/src/schema/${names.id}.ts`]: table(names),
  };
};
