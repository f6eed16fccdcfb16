import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { telemetryOf } from './telemetry.ts';
import { writtenLines } from './testing/written-lines.ts';

let written: ReturnType<typeof writtenLines>;
beforeAll(() => {
  Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
  written = writtenLines();
});
afterEach(() => {
  written.clear();
  delete process.env['LOG_LEVEL'];
  delete process.env['STAGE'];
});

/** The levels of the lines that a function writes at a given LOG_LEVEL when it calls each log method once. */
function levelsAt(level: string | undefined): readonly unknown[] {
  if (level !== undefined) process.env['LOG_LEVEL'] = level;
  const { log } = telemetryOf('a-function');
  log.debug('debug', { n: 1 });
  log.info('info');
  log.warn('warn');
  log.error('error', new Error('cause'));
  return written.logged().map((line) => line['level']);
}

describe('the log of a function', () => {
  it.each([
    ['DEBUG', ['DEBUG', 'INFO', 'WARN', 'ERROR']],
    ['INFO', ['INFO', 'WARN', 'ERROR']],
    ['WARN', ['WARN', 'ERROR']],
    ['ERROR', ['ERROR']],
    [undefined, ['INFO', 'WARN', 'ERROR']],
    ['LOUD', ['INFO', 'WARN', 'ERROR']],
  ])('at LOG_LEVEL %s has the levels %j', (level, expected) => expect(levelsAt(level)).toEqual(expected));

  it('has the fields of a line beside its message and the function', () => {
    levelsAt('DEBUG');
    expect(written.logged()[0]).toMatchObject({ message: 'debug', n: 1, service: 'a-function' });
  });

  it('has no value of a field that is not public, at any depth', () => {
    const { log } = telemetryOf('a-function');
    log.info('paid', { payer: 'Ada Byron', payment: { payer: 'Ada Byron', amount: '5' }, payers: 2 });
    log.error('it failed', Object.assign(new Error('the cause'), { payer: 'Ada Byron' }));
    expect(written.logged()).toMatchObject([
      { payer: '[withheld]', payment: { payer: '[withheld]', amount: '5' }, payers: 2 },
      { error: { message: 'the cause', payer: '[withheld]' } },
    ]);
    expect(written.text()).not.toContain('Ada Byron');
  });

  it('has the text of a thrown value that is no error', () => {
    telemetryOf('a-function').log.error('it failed', 'a text', { code: 'c' });
    expect(written.logged()).toMatchObject([{ message: 'it failed', code: 'c', error: { message: 'a text' } }]);
  });
});

describe('the metrics of a function', () => {
  it('are written by publish, with the stage as a dimension', () => {
    process.env['STAGE'] = 'dev';
    const { count, duration, publish } = telemetryOf('a-function');
    count('Seen');
    count('Records', 7);
    duration(12);
    expect(written.measured()).toEqual({});
    publish();
    expect(written.measured()).toMatchObject({
      Seen: 1,
      Records: 7,
      DurationMs: 12,
      service: 'a-function',
      stage: 'dev',
    });
  });

  it('have the stage unknown where none is set', () => {
    const { count, publish } = telemetryOf('a-function');
    count('Seen');
    publish();
    expect(written.measured()).toMatchObject({ stage: 'unknown' });
  });

  it('name their units and their namespace', () => {
    const { count, duration, publish } = telemetryOf('a-function');
    count('Seen');
    duration(1);
    publish();
    expect(written.text()).toContain('"Namespace":"ProofOfService"');
    expect(written.text()).toContain('{"Name":"Seen","Unit":"Count"}');
    expect(written.text()).toContain('{"Name":"DurationMs","Unit":"Milliseconds"}');
  });
});
