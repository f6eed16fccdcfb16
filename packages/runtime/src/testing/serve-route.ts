import type { HandlerOf } from '@pos/contract/reply.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import type { Database } from '@pos/database/database.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { DependenciesOf } from '../dependencies.ts';
import { routeLambda } from '../route-lambda.ts';
import { localSettings } from './local-settings.ts';
import { answerOf, invocation, requestEvent, type Answer, type SentRequest } from './run-route.ts';
import { writtenLines } from './written-lines.ts';

/** A database of its own, and functions that are started on it with the settings of the local stage. */
export interface RouteServer {
  readonly databases: TestDatabase;
  /** The Lambda function of a route with its implementation. The result sends one request and returns its response. */
  serve<const R extends RouteDeclaration>(
    route: R,
    implement: (dependencies: DependenciesOf<R>) => HandlerOf<R>,
  ): (sent?: SentRequest) => Promise<Answer>;
  close(): Promise<void>;
}

export async function startRouteServer(): Promise<RouteServer> {
  const databases = await testDatabase();
  const settings = localSettings(databases.configs.registry_app);
  Object.assign(process.env, settings.variables);
  writtenLines();
  const opened = new Set<Database>();
  return {
    databases,
    serve(route, implement) {
      const lambda = routeLambda(route, (dependencies) => {
        if ('database' in dependencies) opened.add(dependencies.database as Database);
        return implement(dependencies);
      });
      return async (sent = {}) => answerOf(await lambda(requestEvent(route, sent), invocation(sent)));
    },
    async close() {
      settings.remove();
      await Promise.all([...opened].map((database) => database.close()));
      await databases.close();
    },
  };
}
