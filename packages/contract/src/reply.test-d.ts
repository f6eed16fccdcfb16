/** Type errors that invalid route implementations must cause. Checked by `npm run types`. */
import * as z from 'zod';
import { open, scope } from './access.ts';
import { refuse, reply, type Caller, type HandlerOf, type ReplyOf, type RequestOf } from './reply.ts';
import { route } from './route.ts';
import { holds, type Same } from './testing/type-equality.ts';

const putThing = route({
  id: 'put-thing',
  method: 'PUT',
  path: '/things/{thing}',
  summary: 'Stores a thing',
  params: z.object({ thing: z.string() }),
  body: z.object({ at: z.codec(z.string(), z.date(), { decode: (text) => new Date(text), encode: String }) }),
  responses: { 200: z.object({ size: z.bigint() }), 201: { contentType: 'text/html', description: 'A page.' } },
  problems: ['agent-unknown'],
  access: scope('registry/agents.write'),
  needs: [],
});
const getThings = route({
  id: 'get-things',
  method: 'GET',
  path: '/things',
  summary: 'Things',
  responses: { 200: z.object({}) },
  problems: [],
  access: open('For a test.'),
  needs: [],
});

type Put = RequestOf<typeof putThing>;
holds<Same<Put['params'], { thing: string }>>();
holds<Same<Put['body'], { at: Date }>>();
holds<Same<Put['query'], undefined>>();
holds<Same<Put['caller'], Caller>>();
holds<Same<RequestOf<typeof getThings>['caller'], undefined>>();

const given: readonly ReplyOf<typeof putThing>[] = [
  reply(200, { size: 1n }),
  reply(201, '<p>Stored</p>', { location: '/things/1' }),
  refuse('agent-unknown', { detail: 'did:key:z6Mk' }),
];
holds<Same<(typeof given)[number]['kind'], 'reply' | 'refusal'>>();

// @ts-expect-error the status is not declared
reply(202, { size: 1n }) satisfies ReplyOf<typeof putThing>;
// @ts-expect-error the body belongs to another status
reply(200, '<p>Stored</p>') satisfies ReplyOf<typeof putThing>;
// @ts-expect-error the body lacks a member
reply(200, {}) satisfies ReplyOf<typeof putThing>;
// @ts-expect-error the body has the schema's wire type instead of its output type
reply(200, { size: '1' }) satisfies ReplyOf<typeof putThing>;
// @ts-expect-error the route does not declare this problem
refuse('challenge-unknown') satisfies ReplyOf<typeof putThing>;
// @ts-expect-error no route has this problem
refuse('thing-unknown');
// @ts-expect-error only the request middleware gives problems that the route does not declare
refuse('internal-error') satisfies ReplyOf<typeof getThings>;

const handler: HandlerOf<typeof getThings> = async () => reply(200, {});
// @ts-expect-error the handler of another route
handler satisfies HandlerOf<typeof putThing>;
// @ts-expect-error a handler must return a promise
(() => reply(200, {})) satisfies HandlerOf<typeof getThings>;
