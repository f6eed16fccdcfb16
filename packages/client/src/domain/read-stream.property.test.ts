import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { streamReader } from './read-stream.ts';

const read = (pieces: readonly string[], resumeAfter?: string) => {
  const reader = streamReader(resumeAfter);
  return {
    messages: pieces.flatMap((piece) => reader.push(piece)),
    lastEventId: reader.lastEventId(),
    retryMs: reader.retryMs(),
  };
};

const line = fc.stringMatching(/^[^\r\n\0]{0,20}$/);
const message = fc.record({
  data: fc.array(line, { minLength: 1, maxLength: 3 }),
  id: fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: undefined }),
});

/** Cuts a text at the given places. */
const cut = (text: string, at: readonly number[]): string[] => {
  const places = [...new Set(at.map((place) => place % (text.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
};

describe('streamReader', () => {
  it('reads the same messages wherever the stream is cut, with every line ending', () =>
    fc.assert(
      fc.property(fc.array(message), fc.constantFrom('\n', '\r\n', '\r'), fc.array(fc.nat()), (messages, end, at) => {
        const text = messages
          .map(({ data, id }) =>
            [...(id === undefined ? [] : [`id: ${id}`]), ...data.map((each) => `data: ${each}`), '', ''].join(end),
          )
          .join('');
        let lastEventId: string | undefined;
        const expected = messages.map(({ data, id }) => {
          lastEventId = id ?? lastEventId;
          return { data: data.join('\n'), lastEventId };
        });
        // A carriage return at the end may be half of a line ending. The next line completes it.
        expect(read([...cut(text, at), ': end\n']).messages).toEqual(expected);
      }),
    ));

  it('keeps the event id without a message, skips comments and reads the retry interval', () =>
    expect(read(['retry: 1500\nid: 41\n\n', ': still here\n\n'])).toEqual({
      messages: [],
      lastEventId: '41',
      retryMs: 1_500,
    }));

  it('starts from a given event id', () =>
    expect(read(['data: x\n\n'], '7').messages).toEqual([{ data: 'x', lastEventId: '7' }]));
});
