import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecretError, secretText } from './secret-text.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:key';
const BINARY_ARN = `${ARN}-binary`;

describe('secretText', () => {
  let directory: string;
  let server: Server;
  const asked: unknown[] = [];
  const before = { ...process.env };

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'secret-'));
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { SecretId } = JSON.parse(body) as { readonly SecretId: string };
        asked.push([request.headers['x-amz-target'], SecretId]);
        const value = SecretId === BINARY_ARN ? { SecretBinary: 'AQ==' } : { SecretString: 'the secret' };
        response
          .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify({ ARN: SecretId, ...value }));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(process.env, {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  });
  afterAll(async () => {
    process.env = before;
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
    rmSync(directory, { recursive: true });
  });

  it('is read from Secrets Manager by its ARN, in every stage', async () => {
    expect(await secretText(ARN, { stage: 'prod' })).toBe('the secret');
    expect(await secretText(ARN, { stage: 'local' })).toBe('the secret');
    const call = ['secretsmanager.GetSecretValue', ARN];
    expect(asked).toEqual([call, call]);
  });

  it('is refused where the secret holds bytes, with the place to look', async () => {
    const read = secretText(BINARY_ARN, { stage: 'prod' });
    await expect(read).rejects.toThrow(SecretError);
    await expect(read).rejects.toThrow(`${BINARY_ARN} holds no text; store its value as docs/operate.md shows`);
  });

  it('is read from a file in the stage local only', async () => {
    const file = join(directory, 'secret');
    writeFileSync(file, 'é secret\n');
    expect(await secretText(`file:${file}`, { stage: 'local' })).toBe('é secret\n');
    await expect(secretText(`file:${file}`, { stage: 'dev' })).rejects.toThrow(SecretError);
  });
});
