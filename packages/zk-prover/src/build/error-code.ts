// SPDX-License-Identifier: GPL-3.0-only
/**
 * Whether an operating system error has this code. Does not use `instanceof`, because Jest's realm has another `Error`
 * class than Node's file functions.
 */
export const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
