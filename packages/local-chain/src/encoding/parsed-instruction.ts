import { MEMO_PROGRAMS } from '../memo.ts';

export type ParsedInstruction = { readonly program: string; readonly parsed: string | { readonly type: string; readonly info: object } };

/** An instruction in words, or `undefined` where no parser knows it. */
export function parseInstruction(programId: string, _accounts: readonly string[], data: Uint8Array): ParsedInstruction | undefined {
  if (MEMO_PROGRAMS.has(programId)) return { program: 'spl-memo', parsed: Buffer.from(data).toString('utf8') };
  return undefined;
}
