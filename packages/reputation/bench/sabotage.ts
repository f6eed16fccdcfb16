import { constantsOf, outcomes, sabotaged } from '../src/domain/sabotage.test-support.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';

/**
 * Shows the effect of each constant of the published model when it is wrong: a fifth higher or lower, or with the
 * opposite sign. If a constant neither moves nor breaks any score, no test could detect a wrong value, and the exit
 * code is 1.
 *
 * `node packages/reputation/bench/sabotage.ts`
 */
const FACTORS = [0.8, 1.2, -1];
const before = outcomes(CURRENT_MODEL);

function effect(path: readonly (string | number)[], factor: number): string {
  let after: readonly number[];
  try {
    after = outcomes(sabotaged(CURRENT_MODEL, path, factor));
  } catch (error) {
    if (error instanceof RangeError) return 'refused';
    throw error;
  }
  const moves = after.map((value, index) => Math.abs(value - (before[index] ?? 0)));
  return moves.some(Number.isNaN) ? 'not a number' : Math.max(...moves).toExponential(1);
}

const rows = constantsOf(CURRENT_MODEL).map((path) => ({
  constant: path.join('.'),
  ...Object.fromEntries(FACTORS.map((factor) => [`× ${factor}`, effect(path, factor)])),
}));
console.table(rows);
const unnoticed = rows.filter((row) => Object.values(row).includes((0).toExponential(1)));
console.log(
  `${rows.length * FACTORS.length} sabotages of ${CURRENT_MODEL.version}, ${unnoticed.length} constants unnoticed by some of them`,
);
if (unnoticed.length > 0) process.exitCode = 1;
