import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc';
import { base64url, sha256 } from './sha256.ts';

/** Claims to disclose: `true` for a whole claim, or the indexes of the elements of an array claim. */
export type Choice = Readonly<Record<string, true | readonly number[]>>;

export interface PresentOptions {
  readonly credential: string;
  readonly show: Choice;
  /**
   * Key binding for one verifier. Without a key binding, the presentation does not prove that the holder presents it.
   */
  readonly binding?: {
    readonly audience: string;
    readonly nonce: string;
    readonly at: Date;
    readonly alg: 'EdDSA' | 'ES256';
    /** Signs bytes with the key that the credential is bound to. */
    readonly sign: (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  };
}

const frameOf = (show: Choice) =>
  Object.fromEntries(
    Object.entries(show).map(([name, choice]) => [
      name,
      choice === true ? true : Object.fromEntries(choice.map((index) => [index, true])),
    ]),
  );

/** Makes a presentation, which is the credential with only the chosen disclosures. */
export async function presentCredential({ credential, show, binding }: PresentOptions): Promise<string> {
  const instance = new SDJwtVcInstance({
    hasher: (data: string | ArrayBuffer) => sha256(data),
    hashAlg: 'sha-256',
    ...(binding === undefined
      ? {}
      : {
          kbSigner: async (input: string) => base64url(await binding.sign(new TextEncoder().encode(input))),
          kbSignAlg: binding.alg,
        }),
  });
  const kb = binding && {
    payload: { iat: Math.floor(binding.at.getTime() / 1_000), aud: binding.audience, nonce: binding.nonce },
  };
  return instance.present(credential, frameOf(show) as never, kb === undefined ? {} : { kb });
}
