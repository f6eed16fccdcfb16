import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { isSound, readExport, replayExport } from './replay-export.ts';

/** Written by release 0.1, which used the names `ticketUsd` for `jobValueUsd` and `statement` for `provenance`. */
const FORMER = join(import.meta.dirname, '../testing/export-of-the-former-release.json');

describe('an export of the former release', () => {
  it('replays to the published bits, chain and evidence', () => {
    const replay = replayExport(readExport(FORMER));
    expect(replay).toMatchObject({ agrees: true, chain: 'unbroken', evidence: 'complete' });
    expect(isSound(replay)).toBe(true);
    expect(replay.score.scoreBps).toBe(8_629);
    expect(replay.score.evidence).toBe(2.7617036922834814);
  });

  it('replays for the job value that it calls ticketUsd', () => {
    const former = readExport(FORMER);
    expect(former).toHaveProperty('ticketUsd', null);
    const forJob = replayExport({ ...former, ticketUsd: 5 });
    expect(forJob.score.scoreBps).toBe(4_628);
    expect(replayExport({ ...former, ticketUsd: undefined, jobValueUsd: 5 }).score).toEqual(forJob.score);
  });
});
