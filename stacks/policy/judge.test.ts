import { describe, expect, it } from '@jest/globals';
import { exceptions } from './exceptions.ts';
import { judge } from './judge.ts';
import type { Finding } from './judge.ts';

const finding: Finding = {
  rule: 'CKV_AWS_1',
  title: 'Something is open',
  stage: 'dev',
  stack: 'data',
  resource: 'database_instance_0123',
};

const production = new Set(['prod']);

describe('the register of exceptions', () => {
  it('covers the finding that it names', () => {
    expect(
      judge([finding], [{ rule: 'CKV_AWS_1', stacks: ['data'], resource: 'database', reason: '' }], production),
    ).toEqual({ findings: [], excused: [finding], needless: [] });
  });

  it.each([
    ['rule', { rule: 'CKV_AWS_2', stacks: ['data'], reason: '' }],
    ['stack', { rule: 'CKV_AWS_1', stacks: ['compute'], reason: '' }],
    ['stage', { rule: 'CKV_AWS_1', stacks: ['data'], only: 'production' as const, reason: '' }],
    ['resource', { rule: 'CKV_AWS_1', stacks: ['data'], resource: 'proxy', reason: '' }],
  ])('does not cover another %s and reports the exception as unused', (_, exception) => {
    expect(judge([finding], [exception], production)).toEqual({
      findings: [finding],
      excused: [],
      needless: [exception],
    });
  });

  it('covers a new stage like the other stages of its kind', () => {
    const exception = { rule: 'CKV_AWS_1', stacks: ['data'], only: 'development' as const, reason: '' };
    expect(judge([finding, { ...finding, stage: 'staging' }], [exception], production).findings).toEqual([]);
    expect(judge([finding, { ...finding, stage: 'eu' }], [exception], new Set(['prod', 'eu'])).findings).toHaveLength(
      1,
    );
  });

  it('reports an exception that one of its stacks does not need', () => {
    const wide = { rule: 'CKV_AWS_1', stacks: ['data', 'compute'], reason: '' };
    expect(judge([finding], [wide], production).needless).toEqual([wide]);
  });

  it('gives a reason for each entry', () => {
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(40);
  });
});
