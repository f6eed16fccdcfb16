/** What the declaration and the implementation of a consumer refuse to compile. Checked by `npm run types`. */
import * as z from 'zod';
import { consumer, type ConsumerHandler, type RecordOf } from './consumer.ts';
import { event, type DetailOf } from './event.ts';
import { holds, type Same } from './testing/type-equality.ts';

const picked = event({
  id: 'apple-picked',
  source: 'pos.apples',
  name: 'ApplePicked',
  version: 1,
  summary: 'An apple was picked.',
  detail: z.object({ eventId: z.uuid(), grams: z.codec(z.string(), z.bigint(), { decode: BigInt, encode: String }) }),
});
const eaten = event({
  ...picked,
  id: 'apple-eaten',
  name: 'AppleEaten',
  detail: z.object({ eventId: z.uuid(), by: z.string() }),
});
const weigh = consumer({ id: 'weigh-apples', summary: 'Weighs.', on: [picked, eaten], needs: ['database'] });

type Weighed = RecordOf<(typeof weigh)['on'][number]>;
holds<Same<Weighed['event'], 'apple-picked' | 'apple-eaten'>>();
holds<Same<DetailOf<typeof picked>, { eventId: string; grams: bigint }>>();
holds<Same<Extract<Weighed, { event: 'apple-picked' }>['detail'], { eventId: string; grams: bigint }>>();
holds<Same<Extract<Weighed, { event: 'apple-eaten' }>['detail'], { eventId: string; by: string }>>();

({
  handle: async (records) => {
    for (const record of records) {
      // @ts-expect-error only one of the two events has this member
      void record.detail.grams;
      if (record.event === 'apple-picked') void (record.detail.grams satisfies bigint);
      // @ts-expect-error the consumer does not receive this event
      void (record.event === 'apple-rotten');
    }
    return { failedRecordIds: records.map(({ recordId }) => recordId) };
  },
  quarantine: async () => undefined,
}) satisfies ConsumerHandler<typeof weigh>;

// @ts-expect-error a handler keeps records that will never parse
({ handle: async () => ({ failedRecordIds: [] }) }) satisfies ConsumerHandler<typeof weigh>;
// @ts-expect-error a handler says which records are to be delivered again
({ handle: async () => undefined, quarantine: async () => undefined }) satisfies ConsumerHandler<typeof weigh>;

// @ts-expect-error an event is declared, not named
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: ['apple-picked'], needs: [] });
// @ts-expect-error no such need
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: [picked], needs: ['scales'] });
// @ts-expect-error a path to a scalar has a first name
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: [picked], needs: [], carrying: [] });
// @ts-expect-error the source of our own events starts with "pos."
event({ ...picked, source: 'apples' });
