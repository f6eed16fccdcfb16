export interface RatingText {
  /** Host of the registry. It is part of the signed text, so a rating for one registry is invalid at another. */
  readonly domain: string;
  readonly network: string;
  readonly txSignature: string;
  readonly did: string;
  readonly ratingBps: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** The text that the paying wallet signs: these lines in this order, joined by single line feeds. */
export const ratingMessage = (text: RatingText): string =>
  [
    `${text.domain} asks the wallet that paid to rate this work:`,
    text.did,
    '',
    `Network: ${text.network}`,
    `Settlement: ${text.txSignature}`,
    `Rating: ${text.ratingBps} of 10000`,
    `Issued At: ${text.issuedAt.toISOString()}`,
    `Expiration Time: ${text.expiresAt.toISOString()}`,
  ].join('\n');
