/** Secrets whose values people enter by hand. The text is the description that Secrets Manager shows. */
export const SECRETS = {
  'facilitator-key': 'Solana key that signs and pays for settlements',
  'issuer-key': 'Solana key that issues badges and anchors roots',
  'credential-issuer-key': 'Private key (JWK, P-256) that signs work-history credentials',
  'solana-rpc-url': 'RPC address of the Solana provider; its path carries the access token',
  'webhook-secret': 'Shared secret of x402 payment webhooks',
  'ipfs-token': 'Token of the IPFS pinning service',
} as const;

export type SecretName = keyof typeof SECRETS;
