/** Type errors that invalid declarations and implementations of a consumer must cause. Checked by `npm run types`. */
import * as z from 'zod';
import { consumer, type ConsumerHandler, type RecordOf } from './consumer.ts';
import { event, previousVersion, type DetailOf, type PublicDetailOf } from './event.ts';
import { holds, type Same } from './testing/type-equality.ts';
import { forSubjects } from './visibility.ts';

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

// @ts-expect-error the handler lacks `quarantine`
({ handle: async () => ({ failedRecordIds: [] }) }) satisfies ConsumerHandler<typeof weigh>;
// @ts-expect-error the handler returns no failed record ids
({ handle: async () => undefined, quarantine: async () => undefined }) satisfies ConsumerHandler<typeof weigh>;

// @ts-expect-error an event must be a declaration, not a name
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: ['apple-picked'], needs: [] });
// @ts-expect-error no such need
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: [picked], needs: ['scales'] });
// @ts-expect-error `carrying` must contain at least one name
consumer({ id: 'weigh-apples', summary: 'Weighs.', on: [picked], needs: [], carrying: [] });
// @ts-expect-error the source of the registry's events must start with "pos."
event({ ...picked, source: 'apples' });

const sold = event({
  ...picked,
  id: 'apple-sold',
  name: 'AppleSold',
  detail: picked.detail.extend({ buyer: forSubjects(z.string()), note: z.string().optional() }),
});
holds<Same<DetailOf<typeof sold>['buyer'], string>>();
// @ts-expect-error listeners of the feed do not receive this member
type _Buyer = PublicDetailOf<typeof sold>['buyer'];
holds<Same<PublicDetailOf<typeof sold>['grams'], bigint>>();
holds<Same<PublicDetailOf<typeof sold>['note'], string | undefined>>();

previousVersion(eaten, picked.detail, ({ eventId, grams }) => ({ eventId, by: grams }));
// @ts-expect-error the downgraded detail lacks a member of the older version
previousVersion(eaten, picked.detail, ({ eventId }) => ({ eventId }));
