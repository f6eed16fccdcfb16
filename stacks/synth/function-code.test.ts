import { expect, it } from '@jest/globals';
import { codeAmong } from './function-code.ts';
import { StageError } from '../stage/variables.ts';

const one = { id: 'get-score', file: 'get-score.zip', sha256: Buffer.alloc(32) };

it('finds the code of a function by its id', () => expect(codeAmong([one])('get-score')).toBe(one));

it('names the missing bundle and the command that builds it', () => {
  expect(() => codeAmong([one])('get-agent')).toThrow(StageError);
  expect(() => codeAmong([one])('get-agent')).toThrow('There is no bundle of get-agent: run "npm run build"');
});
