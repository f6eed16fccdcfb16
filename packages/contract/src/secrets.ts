/** Secrets whose values people enter by hand. The text is the description that Secrets Manager shows. */
export const SECRETS = {
  'facilitator-key': 'Solana key that signs settlements and anchors and pays their fees',
  'issuer-key': 'Reserved for a key that issues badges; no program reads it yet',
  'credential-issuer-key': 'Private key (JWK, P-256) that signs work-history credentials',
  'solana-rpc-url': 'RPC address of the Solana provider; its path carries the access token',
  'webhook-secret': 'Reserved for payment webhooks; no program reads it yet',
  'ipfs-token': 'Reserved for IPFS pinning; no program reads it yet',
} as const;

export type SecretName = keyof typeof SECRETS;
