import { readFile } from 'node:fs/promises';

/** A secret that is not where it should be: says which and what to do. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

async function fromSecretsManager(arn: string): Promise<string> {
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({});
  const { SecretString: secret } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (secret === undefined)
    throw new SecretError(`The secret ${arn} holds no text; put the value into it as docs/operate.md shows`);
  return secret;
}

/**
 * What is kept at a Secrets Manager ARN, or at `file:<path>`, which any stage but `local` refuses so that a development
 * secret never serves a deployed one.
 */
export async function secretText(location: string, { stage }: { readonly stage: string }): Promise<string> {
  if (!location.startsWith('file:')) return await fromSecretsManager(location);
  if (stage !== 'local') {
    throw new SecretError(
      `Stage ${stage} does not take a secret from a file; put it into Secrets Manager and name its ARN`,
    );
  }
  return await readFile(location.slice('file:'.length), 'utf8');
}
