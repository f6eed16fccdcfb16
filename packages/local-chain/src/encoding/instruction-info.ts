/** One instruction as Agave's parsers print it. */
export type InstructionInfo = { readonly type: string; readonly info: object };
