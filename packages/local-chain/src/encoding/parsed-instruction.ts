import { MEMO_PROGRAMS } from '../memo.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from '../token-layout.ts';
import type { InstructionInfo } from './instruction-info.ts';
import { OutOfWords } from './instruction-words.ts';
import { parseSystemInstruction } from './parsed-system-instruction.ts';
import { parseTokenInstruction } from './parsed-token-instruction.ts';

export type ParsedInstruction = { readonly program: string; readonly parsed: string | InstructionInfo };

const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const ASSOCIATED_TOKEN_PROGRAM = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';

/** Parses an instruction as Agave's parsers do. Returns `undefined` for an instruction that no parser knows. */
export function parseInstruction(
  programId: string,
  accounts: readonly string[],
  data: Uint8Array,
): ParsedInstruction | undefined {
  if (MEMO_PROGRAMS.has(programId)) return memo(data);
  const known = parserOf(programId);
  if (known === undefined) return undefined;
  try {
    const parsed = known.parse(accounts, data);
    return parsed === undefined ? undefined : { program: known.program, parsed };
  } catch (error) {
    if (error instanceof OutOfWords) return undefined;
    throw error;
  }
}

type Parser = (accounts: readonly string[], data: Uint8Array) => InstructionInfo | undefined;

function parserOf(programId: string): { program: string; parse: Parser } | undefined {
  switch (programId) {
    case SYSTEM_PROGRAM:
      return { program: 'system', parse: parseSystemInstruction };
    case TOKEN_PROGRAM:
    case TOKEN_2022_PROGRAM:
      return { program: 'spl-token', parse: parseTokenInstruction };
    case ASSOCIATED_TOKEN_PROGRAM:
      return { program: 'spl-associated-token-account', parse: parseAssociatedTokenInstruction };
    default:
      return undefined;
  }
}

function memo(data: Uint8Array): ParsedInstruction | undefined {
  const text = Buffer.from(data).toString('utf8');
  return Buffer.compare(Buffer.from(text, 'utf8'), data) === 0 ? { program: 'spl-memo', parsed: text } : undefined;
}

function parseAssociatedTokenInstruction(accounts: readonly string[], data: Uint8Array): InstructionInfo | undefined {
  const [source, account, wallet, mint, systemProgram, tokenProgram] = accounts;
  if (tokenProgram === undefined || (data[0] ?? 0) > 1) return undefined;
  return {
    type: data[0] === 1 ? 'createIdempotent' : 'create',
    info: { account, mint, source, systemProgram, tokenProgram, wallet },
  };
}
