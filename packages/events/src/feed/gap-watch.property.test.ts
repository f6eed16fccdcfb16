import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, type Gaps } from './gap-watch.ts';

interface Write {
  /** Step at which the transaction begins and draws its id. The transaction ends `lasts` steps later. */
  readonly begins: number;
  readonly lasts: number;
  readonly commits: boolean;
}

const writes = fc.array(
  fc.record({ begins: fc.nat(30), lasts: fc.integer({ min: 1, max: 12 }), commits: fc.boolean() }),
  { maxLength: 25 },
);

/** A model of a table with a sequence: the rows and the snapshot that PostgreSQL shows at each step. */
function history(all: readonly Write[]) {
  const ordered = [...all]
    .sort((a, b) => a.begins - b.begins)
    .map((write, index) => ({ ...write, id: index + 1, transaction: BigInt(index + 1) }));
  const ends = ({ begins, lasts }: Write) => begins + lasts;
  return {
    committed: ordered.filter(({ commits }) => commits).map(({ id }) => id),
    at(now: number) {
      const begun = ordered.filter(({ begins }) => begins <= now);
      const running = begun.filter((write) => ends(write) > now).map(({ transaction }) => transaction);
      const xmax = BigInt(begun.length + 1);
      const xmin = running[0] ?? xmax;
      return {
        entries: begun.filter((write) => write.commits && ends(write) <= now).map(({ id }) => ({ id })),
        snapshot: { xmin, xmax },
      };
    },
  };
}

describe('advance', () => {
  it('returns every committed entry once and in order when transactions commit late or roll back', () =>
    fc.assert(
      fc.property(writes, (all) => {
        const log = history(all);
        const given: number[] = [];
        let cursor = 0;
        let gaps: Gaps = new Map();
        for (let now = 0; now < 60; now += 1) {
          const { entries, snapshot } = log.at(now);
          const progress = advance(
            entries.filter(({ id }) => id > cursor),
            { cursor, gaps, snapshot },
          );
          ({ cursor, gaps } = progress);
          given.push(...progress.ready.map(({ id }) => id));
        }
        expect(given).toEqual(log.committed);
      }),
    ));

  it('waits for a missing id until every transaction that could commit it has ended', () => {
    const first = advance([{ id: 1 }, { id: 3 }], { cursor: 0, gaps: new Map(), snapshot: { xmin: 5n, xmax: 9n } });
    expect(first).toMatchObject({ ready: [{ id: 1 }], cursor: 1 });
    const still = advance([{ id: 3 }], { ...first, snapshot: { xmin: 8n, xmax: 12n } });
    expect(still.ready).toEqual([]);
    expect(advance([{ id: 3 }], { ...still, snapshot: { xmin: 9n, xmax: 12n } }).ready).toEqual([{ id: 3 }]);
  });
});
