import * as z from 'zod';

/** Control proof: a signature over the message of a challenge shows that the caller controls the DID. */
export const ControlProof = z
  .strictObject({
    challengeId: z.uuid().meta({ description: 'Id of the challenge whose message was signed.' }),
    signature: z.string().max(512).meta({
      description: 'Signature over the UTF-8 bytes of the message, in base58 or base64url.',
      example: 'DyXZZCSiBREJ8YZ5cULd7PVdKpbkhHvHJ7otbJmLJajJtRsyq1irMMqKimYeKvRmZ8Sc2qWLhKjYR4ekM8RSzkV',
    }),
    verificationMethod: z.string().max(1_024).optional().meta({
      description: 'Id of the signing key in the DID document. By default any key of the document may have signed.',
      example: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#key-1',
    }),
  })
  .meta({
    id: 'ControlProof',
    description: 'A signature over a challenge, which shows that the caller controls the DID.',
  });

/** Control proof of a registration, where the wallet `payTo` signs too. */
export const RegistrationProof = ControlProof.extend({
  payToSignature: z.string().max(512).optional().meta({
    description:
      'Signature of the wallet `payTo` over the same message, in base58 or base64url. Needed unless the wallet is the key of the DID that signed.',
    example: 'DyXZZCSiBREJ8YZ5cULd7PVdKpbkhHvHJ7otbJmLJajJtRsyq1irMMqKimYeKvRmZ8Sc2qWLhKjYR4ekM8RSzkV',
  }),
}).meta({
  id: 'RegistrationProof',
  description: 'A control proof that the paid wallet signs as well.',
});
