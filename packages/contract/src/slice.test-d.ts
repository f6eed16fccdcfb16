/** Type errors that invalid slices, and invalid lists derived from slices, must cause. Checked by `npm run types`. */
import type { ConsumerId } from './consumers.ts';
import type { EventId } from './events.ts';
import type { ProblemCode } from './problem.ts';
import { ROUTES, type RouteId, type RouteOf } from './routes.ts';
import { byId, slice } from './slice.ts';
import type { TaskId } from './tasks.ts';
import { task } from './task.ts';
import { holds, type Same } from './testing/type-equality.ts';

const count = task({ id: 'count-apples', summary: 'Counts.', everyMs: 1_000, needs: [] });
const weigh = task({ id: 'weigh-apples', summary: 'Weighs.', everyMs: 5_000, needs: ['database'] });

const keyed = byId([count, weigh]);
holds<Same<keyof typeof keyed, 'count-apples' | 'weigh-apples'>>();
holds<Same<(typeof keyed)['weigh-apples'], typeof weigh>>();

const apples = slice({ id: 'apples', tag: 'apples', summary: 'Apples.', tasks: [count] });
holds<Same<(typeof apples)['id'], 'apples'>>();

// @ts-expect-error a task is not a route
slice({ id: 'apples', tag: 'apples', summary: 'Apples.', routes: [count] });
// @ts-expect-error a problem must have a cure
slice({ id: 'apples', tag: 'apples', summary: 'Apples.', problems: { rotten: { status: 409, title: 'Rotten' } } });

// Ids must stay literal types. If one id widened to `string`, the compiler would check no list of implementations.
holds<Same<string extends RouteId | EventId | ConsumerId | TaskId | ProblemCode ? false : true, true>>();
holds<Same<RouteOf<'get-agent'>, (typeof ROUTES)['get-agent']>>();
holds<Same<RouteOf<'get-agent'>['id'], 'get-agent'>>();
// @ts-expect-error no slice declares this route
void ROUTES['get-apples'];
