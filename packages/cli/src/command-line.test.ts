// SPDX-License-Identifier: GPL-3.0-only
import { describe, expect, it } from '@jest/globals';
import { skillElement } from '@pos/receipts/identity.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { readCommandLine } from './command-line.ts';

const read = (line: string) => readCommandLine(line.split(' ').filter(Boolean));
const wanted = (line: string) => {
  const command = read(line);
  return command.ok && command.value.name === 'prove' ? command.value.wanted : command;
};

describe('the command line', () => {
  it('is read as thresholds on the whole history', () => {
    expect(wanted('prove --wallet agent-1 --min-count 50 --min-value 1000 --max-dispute-rate 2%')).toEqual({
      statement: 'history-totals',
      minCount: 50,
      minValueAtomic: 1_000_000_000n,
      minQualityBps: 0,
      maxDisputeBps: 200,
    });
    expect(wanted('prove --key id.json')).toMatchObject({ minCount: 1, minValueAtomic: 0n, maxDisputeBps: 10_000 });
  });

  it('is read as thresholds on chosen receipts', () => {
    expect(wanted('prove --key id.json --chosen --skill audit --min-count 5 --min-quality 90%')).toEqual({
      statement: 'chosen-receipts',
      minCount: 5,
      minValueAtomic: 0n,
      minQualityBps: 9_000,
      skill: skillElement(skill('audit')),
    });
    expect(wanted('prove --key id.json --chosen')).toMatchObject({ skill: 0n });
  });

  it('is read as a file to verify or an owner to register', () => {
    expect(read('verify proof.json --connection c.json')).toEqual({
      ok: true,
      value: { name: 'verify', file: 'proof.json', connection: 'c.json' },
    });
    expect(read('owner --wallet agent-1')).toMatchObject({
      ok: true,
      value: { name: 'owner', who: { wallet: 'agent-1' }, connection: '.local/endpoints.json' },
    });
  });

  it.each([
    ['', 'Name a command.'],
    ['dance --wallet a', 'Name a command.'],
    ['verify', 'Name the file of the proof.'],
    ['prove', 'Name either --wallet or --key.'],
    ['prove --wallet a --key b', 'Name either --wallet or --key.'],
    ['prove --wallet a more', 'Unexpected argument: more.'],
    ['prove --wallet a --max-dispute-rate 2', 'is not a share'],
    ['prove --wallet a --min-count 0', 'is not a whole number from 1'],
    ['prove --wallet a --skill audit', '--skill is for --chosen'],
    ['prove --wallet a --chosen --skill Audit', 'is not a skill'],
    ['prove --wallet a --chosen --max-dispute-rate 2%', 'is not for --chosen'],
    ['prove --wallet a --min-vlaue 3', "Unknown option '--min-vlaue'"],
  ])('"%s" is refused with a message that names the mistake', (line, message) =>
    expect(read(line)).toEqual({ ok: false, error: expect.stringContaining(message) }),
  );
});
