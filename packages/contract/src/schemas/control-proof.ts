import * as z from 'zod';

/** Proof that the caller controls the DID: a signature over a challenge's message. */
export const ControlProof = z.strictObject({
  challengeId: z.uuid(),
  signature: z
    .string()
    .max(512)
    .meta({ description: 'Signature over the UTF-8 bytes of the message: base58 or base64url.' }),
  verificationMethod: z
    .string()
    .max(1_024)
    .optional()
    .meta({ description: 'Key of the DID document, where it has several.' }),
});

/** The same at registration, where the wallet that is to be paid proves itself as well. */
export const RegistrationProof = ControlProof.extend({
  payToSignature: z.string().max(512).optional().meta({
    description:
      'Signature of the wallet `payTo` over the same message, base58 or base64url. Needed where the wallet is not the key of the DID that signed.',
  }),
});
