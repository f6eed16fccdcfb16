/** One message of the `text/event-stream` format: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface StreamMessage {
  readonly data: string;
  /** Id of the last event up to and including this message. A reconnect resumes after it. */
  readonly lastEventId: string | undefined;
}

export interface StreamReader {
  /** Takes a piece of text and returns the messages that this piece completes. */
  push(text: string): readonly StreamMessage[];
  readonly lastEventId: () => string | undefined;
  /** The reconnection time in milliseconds that the server last sent. */
  readonly retryMs: () => number | undefined;
}

/** Reads a stream that arrives in pieces, which may be cut inside a line ending. */
export function streamReader(resumeAfter?: string): StreamReader {
  let pending = '';
  let lastEventId = resumeAfter;
  /** The id takes effect when its message is complete, so that an incomplete message is requested again. */
  let buffered = resumeAfter;
  let retryMs: number | undefined;
  let data: string[] = [];

  const field = (line: string): void => {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') data.push(value);
    else if (name === 'id' && !value.includes('\0')) buffered = value;
    else if (name === 'retry' && /^\d+$/.test(value)) retryMs = Number(value);
  };

  return {
    lastEventId: () => lastEventId,
    retryMs: () => retryMs,
    push(text) {
      pending += text;
      // A carriage return at the end may be half of a line ending.
      const whole = pending.endsWith('\r') ? pending.slice(0, -1) : pending;
      const lines = whole.split(/\r\n|\n|\r/);
      pending = (lines.pop() ?? '') + pending.slice(whole.length);
      return lines.flatMap((line) => {
        if (line !== '') {
          field(line);
          return [];
        }
        lastEventId = buffered;
        const message = data.length === 0 ? [] : [{ data: data.join('\n'), lastEventId }];
        data = [];
        return message;
      });
    },
  };
}
