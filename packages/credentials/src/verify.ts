import {
  WorkHistoryClaims,
  type CredentialRefusal,
  type CredentialVerdict,
} from '@pos/contract/issuer/schemas/credential.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { compactVerify, importJWK, type JWK } from 'jose';
import * as z from 'zod';
import { workHistoryType } from './credential-type.ts';
import { decodeJson } from './domain/decode-json.ts';
import { disclosuresFit } from './domain/disclosures.ts';
import { base64url, sha256 } from './sha256.ts';
import { readStatus } from './status-list.ts';

export type Verdict = z.output<typeof CredentialVerdict>;
type Refusal = z.output<typeof CredentialRefusal>;

export interface TrustedIssuer {
  /** URL of the registry, which is the credential's `iss`. */
  readonly url: string;
  readonly keys: readonly JWK[];
  /** Fetches the status list at a URI that the credential names, as a compact JWT. */
  readonly statusList: (uri: string) => Promise<string>;
}

export interface VerifyOptions {
  readonly presentation: string;
  readonly issuer: TrustedIssuer;
  readonly now: Date;
  /** If `audience` or `nonce` is given, the holder must have signed the presentation for that value. */
  readonly audience?: string | undefined;
  readonly nonce?: string | undefined;
}

const Header = z.object({ alg: z.literal('ES256'), typ: z.literal('dc+sd-jwt'), kid: z.string() });

const Payload = z.looseObject({
  iss: z.string(),
  sub: Did,
  vct: z.string(),
  iat: z.number().int(),
  nbf: z.number().int(),
  exp: z.number().int(),
  _sd_alg: z.literal('sha-256'),
  cnf: z.object({ kid: z.string(), jwk: z.looseObject({ kty: z.string() }) }),
  status: z.object({ status_list: z.object({ idx: z.number().int().min(0), uri: z.string() }) }),
});
type Payload = z.output<typeof Payload>;

const KeyBinding = z.object({ iat: z.number().int(), aud: z.string(), nonce: z.string(), sd_hash: z.string() });
const KeyBindingHeader = z.object({ typ: z.literal('kb+jwt'), alg: z.enum(['EdDSA', 'Ed25519', 'ES256']) });

/** Allowed clock difference, and the age up to which a presentation is accepted. */
const SKEW_SECONDS = 60;
const PRESENTATION_SECONDS = 300;
const SKEW = { past: PRESENTATION_SECONDS + SKEW_SECONDS, future: SKEW_SECONDS };

const refuse = (reason: Refusal, detail: string) => err({ verdict: 'invalid' as const, reason, detail });
type Checked<Value> = Result<Value, Extract<Verdict, { verdict: 'invalid' }>>;

interface Parts {
  readonly jwt: string;
  readonly disclosures: readonly string[];
  readonly keyBinding: string | undefined;
  readonly kid: string;
  readonly payload: Payload;
}

function partsOf(presentation: string): Checked<Parts> {
  const [jwt = '', ...rest] = presentation.split('~');
  const keyBinding = rest.pop();
  if (keyBinding === undefined) return refuse('malformed', 'It is not an SD-JWT, because it contains no "~".');
  const [head = '', body = ''] = jwt.split('.');
  const header = Header.safeParse(decodeJson(head));
  if (!header.success) return refuse('malformed', 'Its header is not the header of an SD-JWT VC signed with ES256.');
  const payload = Payload.safeParse(decodeJson(body));
  if (!payload.success)
    return refuse('malformed', `Its payload is not a work history: ${z.prettifyError(payload.error)}`);
  return ok({
    jwt,
    disclosures: rest,
    keyBinding: keyBinding === '' ? undefined : keyBinding,
    kid: header.data.kid,
    payload: payload.data,
  });
}

async function isSigned(jwt: string, jwk: JWK, alg: string): Promise<boolean> {
  try {
    await compactVerify(jwt, await importJWK(jwk, alg), { algorithms: [alg] });
    return true;
  } catch {
    return false;
  }
}

async function checkIssuer({ jwt, kid, payload }: Parts, { url, keys }: TrustedIssuer): Promise<Checked<undefined>> {
  if (payload.iss !== url) return refuse('issuer-unknown', `It was issued by ${payload.iss}, not by ${url}.`);
  if (payload.vct !== workHistoryType(url)) return refuse('type-unknown', `Its type is ${payload.vct}.`);
  const jwk = keys.find((key) => key.kid === kid);
  if (jwk === undefined) return refuse('issuer-unknown', `The issuer has no key ${kid}.`);
  return (await isSigned(jwt, jwk, 'ES256'))
    ? ok(undefined)
    : refuse('signature-invalid', "The issuer's signature is not valid.");
}

function checkTime({ nbf, exp }: Payload, now: Date): Checked<undefined> {
  const seconds = now.getTime() / 1_000;
  if (seconds < nbf - SKEW_SECONDS)
    return refuse('not-yet-valid', `It is not valid before ${new Date(nbf * 1_000).toISOString()}.`);
  return seconds >= exp ? refuse('expired', `It expired at ${new Date(exp * 1_000).toISOString()}.`) : ok(undefined);
}

async function checkDisclosures({ payload, disclosures }: Parts): Promise<Checked<undefined>> {
  const hashed = await Promise.all(
    disclosures.map(async (encoded) => ({ encoded, digest: base64url(await sha256(encoded)) })),
  );
  return disclosuresFit(payload, hashed)
    ? ok(undefined)
    : refuse('disclosure-invalid', 'The issuer did not sign one of the disclosures.');
}

/**
 * Checks the key binding and returns the id of the key that signed it. Returns `null` if the presentation has no key
 * binding and the verifier requires none.
 */
async function checkBinding(
  { jwt, disclosures, keyBinding, payload }: Parts,
  { audience, nonce, now }: VerifyOptions,
): Promise<Checked<string | null>> {
  if (keyBinding === undefined) {
    if (audience === undefined && nonce === undefined) return ok(null);
    return refuse('holder-binding-missing', 'The holder did not sign the presentation.');
  }
  const [head = '', body = ''] = keyBinding.split('.');
  const header = KeyBindingHeader.safeParse(decodeJson(head));
  const claims = KeyBinding.safeParse(decodeJson(body));
  if (!header.success || !claims.success)
    return refuse('holder-binding-invalid', 'The key binding is not a key-binding JWT.');
  if (!(await isSigned(keyBinding, payload.cnf.jwk as JWK, header.data.alg)))
    return refuse('holder-binding-invalid', "The holder's signature is not valid.");
  const shown = [jwt, ...disclosures, ''].join('~');
  if (claims.data.sd_hash !== base64url(await sha256(shown)))
    return refuse('holder-binding-invalid', 'The holder signed for other disclosures.');
  if (audience !== undefined && claims.data.aud !== audience)
    return refuse('holder-binding-invalid', `The holder signed for ${claims.data.aud}.`);
  if (nonce !== undefined && claims.data.nonce !== nonce)
    return refuse('holder-binding-invalid', 'The holder signed another nonce.');
  const age = now.getTime() / 1_000 - claims.data.iat;
  if (age > SKEW.past || age < -SKEW.future)
    return refuse('holder-binding-invalid', `The presentation was signed ${Math.round(age)} s ago.`);
  return ok(payload.cnf.kid);
}

/** The disclosed claims. */
async function shownClaims(presentation: string): Promise<Checked<z.output<typeof WorkHistoryClaims>>> {
  const instance = new SDJwtVcInstance({ hasher: (data: string | ArrayBuffer) => sha256(data), hashAlg: 'sha-256' });
  const claims = WorkHistoryClaims.safeParse(await instance.getClaims(presentation));
  return claims.success
    ? ok(claims.data)
    : refuse('malformed', `Its claims are not the claims of a work history: ${z.prettifyError(claims.error)}`);
}

/**
 * Verifies a presented work-history credential. It needs only the issuer's keys and status list, and runs in browsers
 * and in Node. Throws if the status list cannot be fetched or trusted, because the revocation status is then unknown.
 */
export async function verifyCredential(options: VerifyOptions): Promise<Verdict> {
  const { presentation, issuer, now } = options;
  const parts = partsOf(presentation);
  if (!parts.ok) return parts.error;
  const { payload } = parts.value;
  const issued = await checkIssuer(parts.value, issuer);
  if (!issued.ok) return issued.error;
  const timely = checkTime(payload, now);
  if (!timely.ok) return timely.error;
  const fitting = await checkDisclosures(parts.value);
  if (!fitting.ok) return fitting.error;
  const bound = await checkBinding(parts.value, options);
  if (!bound.ok) return bound.error;
  const { uri, idx } = payload.status.status_list;
  const status = await readStatus({ token: await issuer.statusList(uri), uri, index: idx, keys: issuer.keys, now });
  if (status !== 'valid') return { verdict: 'invalid', reason: 'revoked', detail: 'The credential was revoked.' };
  const claims = await shownClaims(presentation);
  if (!claims.ok) return claims.error;
  return {
    verdict: 'valid',
    issuer: payload.iss,
    did: payload.sub,
    issuedAt: new Date(payload.iat * 1_000),
    expiresAt: new Date(payload.exp * 1_000),
    claims: claims.value,
    presentedBy: bound.value,
  };
}
