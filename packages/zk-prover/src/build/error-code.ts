// SPDX-License-Identifier: GPL-3.0-only
/** Whether the operating system refused with this code. Asks for no class: Jest's realm has another `Error` than Node's files. */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
