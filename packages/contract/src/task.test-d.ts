/** Type errors that invalid declarations of a background task must cause. Checked by `npm run types`. */
import { task } from './task.ts';
import { holds, type Same } from './testing/type-equality.ts';

const common = { id: 'count-apples', summary: 'Counts.', everyMs: 1_000, needs: ['database'] } as const;

const count = task({ ...common, stalledAfterSeconds: 90, wakesOn: 'outbox-committed' });
holds<Same<(typeof count)['id'], 'count-apples'>>();
holds<Same<(typeof count)['needs'], readonly ['database']>>();

// @ts-expect-error no such need
task({ ...common, needs: ['database', 'scales'] });
// @ts-expect-error a task must declare `everyMs`
task({ id: 'count-apples', summary: 'Counts.', needs: [] });
// @ts-expect-error no such signal
task({ ...common, wakesOn: 'full-moon' });
// @ts-expect-error an event must be a declaration, not a name
task({ ...common, emits: ['apples-counted'] });
