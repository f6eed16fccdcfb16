import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export type TerraformResult = { readonly code: number; readonly output: string };

/** The version of the `terraform` on the path, or `undefined` where there is none. */
export function terraformVersion(): string | undefined {
  const asked = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  if (asked.status !== 0) return undefined;
  return (JSON.parse(asked.stdout) as { terraform_version: string }).terraform_version;
}

/** Runs `terraform` in a folder against the stand-in provider; never reaches a registry or an account. */
export const terraform = (folder: string, reattach: string, args: readonly string[]): Promise<TerraformResult> => run('terraform', args, { cwd: folder, reattach });

/** Runs the `cdktf` command line as people type it, with the state in `stateFolder` and against the stand-in provider. */
export const cdktf = (root: string, reattach: string, stateFolder: string, args: readonly string[]): Promise<TerraformResult> =>
  run(process.execPath, [join(root, 'stacks/node_modules/cdktn-cli/bin/cdktn'), ...args], { cwd: root, reattach, variables: { POS_STATE: `local:${stateFolder}`, CI: '1' } });

type Surroundings = { readonly cwd: string; readonly reattach: string; readonly variables?: Readonly<Record<string, string>> };

function run(program: string, args: readonly string[], { cwd, reattach, variables = {} }: Surroundings): Promise<TerraformResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...variables, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', TF_REATTACH_PROVIDERS: reattach, NO_COLOR: '1' },
    });
    const output: string[] = [];
    const keep = (chunk: Buffer) => output.push(chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.join('') }));
  });
}
