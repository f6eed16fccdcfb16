import { describe } from '@jest/globals';
import { findTerraform } from '../offline/terraform.ts';

/** A suite that requires Terraform. Without it the run reports which file did not run and why. */
export function describeWithTerraform(what: string, file: string, tests: () => void): void {
  const { version, missing } = findTerraform();
  // Under `npm test` the stdout of Jest is its machine-readable report, so people read stderr.
  if (missing !== undefined) process.stderr.write(`NOT RUN: tests of ${file}: ${missing}.\n`);
  const suite = version === undefined ? describe.skip : describe;
  suite(version === undefined ? `${what} (NOT RUN: ${missing})` : `${what}, by terraform ${version}`, tests);
}
