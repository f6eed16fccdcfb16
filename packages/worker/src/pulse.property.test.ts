import { describe, expect, it } from '@jest/globals';
import { task } from '@pos/contract/task.ts';
import { TASKS } from '@pos/contract/tasks.ts';
import { workerNeeds } from '@pos/contract/worker.ts';
import fc from 'fast-check';
import { healthOf } from './health-server.ts';
import { pulseOf } from './pulse.ts';

const watched = task({ id: 'sweep-floor', summary: 'For a test.', everyMs: 1, needs: [], stalledAfterSeconds: 60 });
const unwatched = task({ id: 'count-stars', summary: 'For a test.', everyMs: 1, needs: [] });

describe('the health of the worker', () => {
  it('is stalled exactly when a watched task completed no turn for longer than it declares', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 }), (completedAt, later) => {
        let seconds = 0;
        const pulse = pulseOf([watched, unwatched], () => new Date(seconds * 1_000));
        seconds = completedAt;
        pulse.completed('sweep-floor');
        seconds += later;
        expect(healthOf(pulse)).toEqual({
          status: later > 60 ? 'stalled' : 'ok',
          tasks: { 'sweep-floor': new Date(completedAt * 1_000).toISOString() },
        });
      }),
    ));

  it('counts a worker that has just started as healthy', () =>
    expect(healthOf(pulseOf([watched], () => new Date(5))).status).toBe('ok'));
});

describe('the metrics of watched tasks', () => {
  it('count the completed turns since the last report, zero included', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 })), (reports) => {
        const pulse = pulseOf([watched, unwatched], () => new Date(0));
        for (const turns of reports) {
          for (let turn = 0; turn < turns; turn += 1) pulse.completed('sweep-floor');
          pulse.completed('count-stars');
          expect(pulse.takeTurns()).toEqual({ SweepFloorTurns: turns });
        }
        expect(pulse.takeTurns()).toEqual({ SweepFloorTurns: 0 });
      }),
    ));
});

describe('the needs of the worker', () => {
  it('are the needs of its tasks, each once', () => {
    const needs = workerNeeds(TASKS);
    expect(new Set(needs).size).toBe(needs.length);
    for (const { needs: ofTask } of Object.values(TASKS)) expect(needs).toEqual(expect.arrayContaining([...ofTask]));
    expect(workerNeeds({ 'sweep-floor': watched })).toEqual([]);
  });
});
