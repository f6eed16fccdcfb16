/** A parsed instruction: its name and its arguments, as Agave's parsers return them. */
export type InstructionInfo = { readonly type: string; readonly info: object };
