/** Type errors that invalid route declarations must cause. Checked by `npm run types`. */
import * as z from 'zod';
import { open, scope } from './access.ts';
import { route, type PathNames, type ProblemCodeOf } from './route.ts';
import { holds, type Same } from './testing/type-equality.ts';

const common = {
  id: 'get-thing',
  method: 'GET',
  summary: 'A thing',
  responses: { 200: z.object({}) },
  problems: [],
  access: open('For a test.'),
  needs: [],
} as const;

holds<Same<PathNames<'/a/{did}/b/{skill}'>, 'did' | 'skill'>>();
holds<Same<PathNames<'/a/b'>, never>>();

route({ ...common, path: '/things' });
route({ ...common, path: '/things/{thing}', params: z.object({ thing: z.string() }) });

// @ts-expect-error the path names a parameter without a schema
route({ ...common, path: '/things/{thing}' });
// @ts-expect-error one of two parameters has no schema
route({ ...common, path: '/things/{thing}/parts/{part}', params: z.object({ thing: z.string() }) });
// @ts-expect-error the path has no parameter
route({ ...common, path: '/things', params: z.object({ thing: z.string() }) });
// @ts-expect-error a path must start with a slash
route({ ...common, path: 'things' });
// @ts-expect-error no such method
route({ ...common, path: '/things', method: 'HEAD' });
// @ts-expect-error no such problem
route({ ...common, path: '/things', problems: ['thing-unknown'] });
// @ts-expect-error no such need
route({ ...common, path: '/things', needs: ['blackboard'] });
// @ts-expect-error an open route must give a reason
route({ ...common, path: '/things', access: { kind: 'open' } });
// @ts-expect-error no such scope
scope('everything');
// @ts-expect-error an event must be a declaration, not a name
route({ ...common, path: '/things', emits: ['thing-changed'] });
// @ts-expect-error no such host
route({ ...common, path: '/things', host: 'mainframe' });

const plain = route({ ...common, path: '/things', problems: ['agent-unknown'] });
const scoped = route({ ...common, path: '/things', access: scope('registry/agents.write') });
const writing = route({ ...common, path: '/things', method: 'POST', body: z.object({}) });

holds<Same<(typeof plain)['id'], 'get-thing'>>();
holds<Same<Extract<ProblemCodeOf<typeof plain>, 'agent-unknown'>, 'agent-unknown'>>();
holds<Same<Extract<ProblemCodeOf<typeof plain>, 'token-missing' | 'request-too-large'>, never>>();
holds<Same<Extract<ProblemCodeOf<typeof scoped>, 'token-missing'>, 'token-missing'>>();
holds<Same<Extract<ProblemCodeOf<typeof writing>, 'request-too-large'>, 'request-too-large'>>();
holds<Same<Extract<ProblemCodeOf<typeof writing>, 'idempotency-key-reused'>, 'idempotency-key-reused'>>();
