import { readFile } from 'node:fs/promises';

/** A secret is missing or may not be used. The message names the secret and says how to fix the fault. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

async function fromSecretsManager(arn: string): Promise<string> {
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({});
  const { SecretString: secret } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  if (secret === undefined)
    throw new SecretError(`The secret ${arn} holds no text; store its value as docs/operate.md shows`);
  return secret;
}

/**
 * Reads a secret from a Secrets Manager ARN or from `file:<path>`. Only the stage `local` reads files, so that a
 * deployed stage never uses a development secret. Throws a `SecretError`.
 */
export async function secretText(location: string, { stage }: { readonly stage: string }): Promise<string> {
  if (!location.startsWith('file:')) return await fromSecretsManager(location);
  if (stage !== 'local') {
    throw new SecretError(
      `Stage ${stage} reads no secret from a file; put the secret into Secrets Manager and name its ARN`,
    );
  }
  return await readFile(location.slice('file:'.length), 'utf8');
}
