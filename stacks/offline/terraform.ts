import { spawn, spawnSync } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';

type TerraformResult = { readonly code: number; readonly output: string };

type Found =
  | { readonly version: string; readonly missing?: undefined }
  | { readonly missing: string; readonly version?: undefined };

/** Lock files in S3, ephemeral resources and write-only arguments require this version. */
const least = [1, 11] as const;

/** The version of `terraform` on the PATH, or the reason why none can be used. */
export function findTerraform(): Found {
  const asked = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8', env: quiet() });
  if (asked.status !== 0)
    return { missing: `terraform is not installed (put ${least.join('.')} or newer on the path)` };
  const { terraform_version: version } = JSON.parse(asked.stdout) as { terraform_version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const usable = major > least[0] || (major === least[0] && minor >= least[1]);
  return usable
    ? { version }
    : { missing: `terraform is ${version}, too old (put ${least.join('.')} or newer on the path)` };
}

/**
 * The environment without variables that change what Terraform does: CLI settings, workspaces, logs, extra arguments.
 */
const quiet = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TF_'))),
  CHECKPOINT_DISABLE: '1',
  TF_CLI_CONFIG_FILE: devNull,
});

/** Runs `terraform` in a folder with the stand-in provider. It never contacts a registry or an account. */
export const terraform = (folder: string, reattach: string, args: readonly string[]): Promise<TerraformResult> =>
  run('terraform', args, { cwd: folder, reattach });

/** Runs the `cdktf` command line with the stand-in provider and with the state in `stateFolder`. */
export const cdktf = (
  root: string,
  reattach: string,
  stateFolder: string,
  args: readonly string[],
): Promise<TerraformResult> =>
  run(process.execPath, [join(root, 'stacks/node_modules/cdktn-cli/bin/cdktn'), ...args], {
    cwd: root,
    reattach,
    variables: { POS_STATE: `local:${stateFolder}`, CI: '1' },
  });

type Surroundings = {
  readonly cwd: string;
  readonly reattach: string;
  readonly variables?: Readonly<Record<string, string>>;
};

function run(
  program: string,
  args: readonly string[],
  { cwd, reattach, variables = {} }: Surroundings,
): Promise<TerraformResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A short-lived process need not collect garbage often. Collecting less saves a third of the processor time.
      env: {
        ...quiet(),
        ...variables,
        GOGC: '400',
        TF_IN_AUTOMATION: '1',
        TF_INPUT: '0',
        TF_REATTACH_PROVIDERS: reattach,
        NO_COLOR: '1',
        TF_CLI_ARGS: '-no-color',
      },
    });
    const output: string[] = [];
    const keep = (chunk: Buffer) => output.push(chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.join('') }));
  });
}
