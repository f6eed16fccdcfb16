import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { Environment } from '../environment.ts';

/** Fetches documents from URLs that callers choose, without access to the registry's internal network. */
export interface WebFetcher {
  /** The JSON document at an https URL, or the reason why it could not be fetched. Does not follow redirects. */
  getJson(url: string): Promise<Result<unknown, string>>;
}

const LIMITS = { bytes: 65_536, timeoutMs: 4_000 };

/** Addresses outside the public internet (IANA special-purpose registries, RFC 6890). */
const inside = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  inside.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  // Compatible, translated, Teredo and 6to4 addresses embed an IPv4 address, which may be internal.
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 23],
  ['2002::', 16],
  ['100::', 64],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(net, prefix, 'ipv6');
}

export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && !inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

/** Resolves a host and fails if one of its addresses is internal. The socket connects to the addresses checked here. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(
        Object.assign(new Error('the host is not on the public internet'), { code: 'EADDRNOTAVAIL' }),
        [],
      );
    }
    return callback(null, addresses);
  });
};

function get(url: URL, local: boolean): Promise<string> {
  const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const options = {
      headers: { accept: 'application/did+json, application/json' },
      signal: AbortSignal.timeout(LIMITS.timeoutMs),
      ...(local ? {} : { lookup: publicLookup }),
    };
    const outgoing = send(url, options, (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      if (incoming.statusCode !== 200) {
        incoming.destroy();
        reject(new Error(`it answered with status ${incoming.statusCode}`));
        return;
      }
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        if (size > LIMITS.bytes) incoming.destroy(new Error(`it is larger than ${LIMITS.bytes} bytes`));
        chunks.push(chunk);
      });
      incoming.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** On the local stage, loopback hosts are fetched over plain http, so that did:web can be tried on one machine. */
const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

export function webFetcher({ stage }: { readonly stage: string }): WebFetcher {
  return {
    async getJson(text) {
      const url = URL.parse(text);
      if (url === null) return err('it is not a URL');
      const local = stage === 'local' && isLoopback(url);
      if (local) url.protocol = 'http:';
      if (!local && isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) return err('the host is an address, not a name');
      if (url.username !== '' || url.password !== '') return err('it carries credentials');
      try {
        return ok(JSON.parse(await get(url, local)) as unknown);
      } catch (error) {
        return err(error instanceof Error ? error.message : 'it did not answer');
      }
    },
  };
}

export const buildWeb = async (environment: Environment): Promise<WebFetcher> =>
  webFetcher({ stage: environment.STAGE });
