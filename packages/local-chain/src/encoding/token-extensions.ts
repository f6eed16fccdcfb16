import { addressText } from './address-text.ts';

/**
 * Offset of the first extension. It follows the base layout of an account and the byte that distinguishes mints from
 * accounts.
 */
const EXTENSIONS_START = 166;
const NO_ADDRESS = '11111111111111111111111111111111';

export type TokenExtension = { readonly extension: string; readonly state?: object };

const TOKEN_STATES = ['uninitialized', 'initialized', 'frozen'];

const readAddress = (data: Uint8Array, at: number): string | null => {
  const text = addressText(data.subarray(at, at + 32));
  return text === NO_ADDRESS ? null : text;
};

/**
 * Extensions by type number. Any other extension is listed as `unparseableExtension`, as Agave lists extensions that it
 * does not know.
 */
const EXTENSIONS: Readonly<Record<number, { name: string; state?: (data: Uint8Array) => object }>> = {
  3: { name: 'mintCloseAuthority', state: (data) => ({ closeAuthority: readAddress(data, 0) }) },
  6: { name: 'defaultAccountState', state: (data) => ({ accountState: TOKEN_STATES[data[0] ?? 0] }) },
  7: { name: 'immutableOwner' },
  9: { name: 'nonTransferable' },
  12: { name: 'permanentDelegate', state: (data) => ({ delegate: readAddress(data, 0) }) },
  13: { name: 'nonTransferableAccount' },
  18: {
    name: 'metadataPointer',
    state: (data) => ({ authority: readAddress(data, 0), metadataAddress: readAddress(data, 32) }),
  },
  19: { name: 'tokenMetadata', state: tokenMetadata },
};

/** The Token-2022 extensions of a mint or account, in stored order. */
export function tokenExtensions(data: Uint8Array): TokenExtension[] {
  const found: TokenExtension[] = [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = EXTENSIONS_START; at + 4 <= data.length;) {
    const type = view.getUint16(at, true);
    const length = view.getUint16(at + 2, true);
    if (type === 0) break;
    const value = data.subarray(at + 4, at + 4 + length);
    const known = EXTENSIONS[type];
    if (known === undefined) found.push({ extension: 'unparseableExtension' });
    else
      found.push(
        known.state === undefined ? { extension: known.name } : { extension: known.name, state: known.state(value) },
      );
    at += 4 + length;
  }
  return found;
}

/** Borsh: update authority, mint, three strings, then pairs of strings. Each string has a u32 length. */
function tokenMetadata(data: Uint8Array): object {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 64;
  const text = (): string => {
    const length = view.getUint32(at, true);
    at += 4 + length;
    return Buffer.from(data.subarray(at - length, at)).toString('utf8');
  };
  const [name, symbol, uri] = [text(), text(), text()];
  const pairs = view.getUint32(at, true);
  at += 4;
  const additionalMetadata = Array.from({ length: pairs }, () => [text(), text()]);
  return { additionalMetadata, mint: readAddress(data, 32), name, symbol, updateAuthority: readAddress(data, 0), uri };
}
