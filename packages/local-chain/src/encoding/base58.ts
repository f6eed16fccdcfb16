/** Base58 under the names that the node's code uses. The one implementation is `@pos/vocabulary/base58.ts`. */
export { decodeBase58 as base58Decode, encodeBase58 as base58Encode } from '@pos/vocabulary/base58.ts';
