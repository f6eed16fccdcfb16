// SPDX-License-Identifier: GPL-3.0-only
/** `fraction` of the whole is from 0 to 1 and never decreases. */
export type Progress = { readonly phase: 'load' | 'witness' | 'prove' | 'done'; readonly fraction: number };
export type OnProgress = (progress: Progress) => void;

/** Log lines of snarkjs in order, each with the fraction of the proving time that has passed when it is written. */
const MILESTONES: readonly (readonly [RegExp, number])[] = [
  [/^Building ABC/, 0.02],
  [/^Join ABC/, 0.3],
  [/^Reading A Points/, 0.35],
  [/^Reading B1 Points/, 0.5],
  [/^Reading B2 Points/, 0.6],
  [/^Reading C Points/, 0.75],
  [/^Reading H Points/, 0.85],
];
const BEFORE_PROVING = 0.1;

/** A logger for snarkjs that reports progress, prints nothing, and throws on errors. */
export function progressLogger(onProgress: OnProgress): {
  debug: (line: string) => void;
  info: () => void;
  error: (line: string) => void;
} {
  return {
    debug(line) {
      const [, share] = MILESTONES.find(([pattern]) => pattern.test(line)) ?? [];
      if (share !== undefined) onProgress({ phase: 'prove', fraction: BEFORE_PROVING + share * (1 - BEFORE_PROVING) });
    },
    info: () => undefined,
    error(line) {
      throw new Error(`snarkjs: ${line}`);
    },
  };
}
