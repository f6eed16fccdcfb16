import type { PublicEvent } from '@pos/contract/derive/public-events.ts';
import type { StreamSurroundings } from '@pos/runtime/route-stream.ts';
import type { FeedEntry } from './cloud-event.ts';

/**
 * Reports entries of a type that this release does not declare, which the feed leaves out because it does not know their
 * public fields. This happens while a newer release is being deployed. Each type is logged once, and each entry is
 * counted.
 */
export function reportUnknownTypes(
  events: ReadonlyMap<string, PublicEvent>,
  { log, measure }: Pick<StreamSurroundings, 'log' | 'measure'>,
): (entries: readonly FeedEntry[]) => void {
  const logged = new Set<string>();
  return (entries) => {
    const unknown = entries.filter(({ detailType }) => !events.has(detailType));
    for (const { detailType, id } of unknown) {
      if (!logged.has(detailType))
        log.warn('The feed leaves out events of a type that this release does not declare', { type: detailType, id });
      logged.add(detailType);
    }
    if (unknown.length > 0) measure('UnknownEvents', unknown.length);
  };
}
