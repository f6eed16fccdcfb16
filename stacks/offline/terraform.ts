import { spawn, spawnSync } from 'node:child_process';

export type TerraformResult = { readonly code: number; readonly output: string };

/** The version of the `terraform` on the path, or `undefined` where there is none. */
export function terraformVersion(): string | undefined {
  const asked = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1' } });
  if (asked.status !== 0) return undefined;
  return (JSON.parse(asked.stdout) as { terraform_version: string }).terraform_version;
}

/** Runs `terraform` in a folder against the stand-in provider; never reaches a registry or an account. */
export function terraform(folder: string, reattach: string, args: readonly string[]): Promise<TerraformResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', [...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', TF_REATTACH_PROVIDERS: reattach, NO_COLOR: '1', TF_CLI_ARGS: '-no-color' },
    });
    const output: string[] = [];
    const keep = (chunk: Buffer) => output.push(chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.join('') }));
  });
}
