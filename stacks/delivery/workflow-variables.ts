import * as z from 'zod';
import type { Environment } from '../stage/variables.ts';

/** Variables of the GitHub environment that a stage reads under its own prefix. */
const handedOver = ['ACCOUNT_ID', 'ZONE_ID', 'DOMAIN', 'ALERT_EMAIL', 'ESCROW_PROGRAM_ID', 'ENCLAVE_PCR0'] as const;

/**
 * The `POS_<STAGE>_*` variables of a workflow run: the variables of the GitHub environment (`VALUES`, as JSON), the
 * digests of the images and the repository. The stage refuses a missing variable by name.
 */
export function variablesFrom(stage: string, environment: Environment): Record<string, string> {
  const values = z.record(z.string(), z.string()).parse(JSON.parse(environment['VALUES'] ?? '{}'));
  const given: Record<string, string | undefined> = {
    ...Object.fromEntries(handedOver.map((name) => [name, values[name]])),
    API_IMAGE: environment['API_IMAGE'],
    WORKER_IMAGE: environment['WORKER_IMAGE'],
    GITHUB_REPOSITORY: environment['GITHUB_REPOSITORY'],
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value ? [[`POS_${stage.toUpperCase()}_${name}`, value]] : [])),
  );
}
