import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '@pos/contract/contract.ts';
import '../synth/quick-tokens.ts';
import { buildApp } from '../stage-app.ts';
import type { Stage } from '../stage/stage.ts';
import { standInCode } from '../offline/stand-in-code.ts';

export type Attributes = Readonly<Record<string, unknown>>;

export type Configuration = {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output?: Readonly<Record<string, { readonly value: string; readonly sensitive?: boolean }>>;
  readonly terraform: { readonly backend: Readonly<Record<string, Attributes>> };
  readonly provider: Readonly<Record<string, readonly Attributes[]>>;
};

export type Synthesized = {
  readonly stacks: Readonly<Record<string, Configuration>>;
  readonly text: Readonly<Record<string, string>>;
  /** Names of the stacks that must be deployed before a stack. */
  readonly before: (stack: string) => readonly string[];
  /** Every resource of a type in a stack. */
  readonly all: (stack: string, type: string) => readonly Attributes[];
  /** The only resource of a type in a stack. */
  readonly only: (stack: string, type: string) => Attributes;
};

/** Synthesizes the given stages and returns the written stacks. */
export function synthesize(stages: readonly Stage[], contract?: Contract): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'pos-synth-'));
  try {
    const outdir = join(folder, 'out');
    buildApp({
      stages,
      state: { kind: 's3' },
      outdir,
      code: standInCode(folder),
      ...(contract ? { contract } : {}),
    }).synth();
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { synthesizedStackPath: string; dependencies: readonly string[] }>;
    };
    const text = Object.fromEntries(
      Object.entries(manifest.stacks).map(([name, { synthesizedStackPath }]) => [
        name,
        readFileSync(join(outdir, synthesizedStackPath), 'utf8'),
      ]),
    );
    const stacks = Object.fromEntries(
      Object.entries(text).map(([name, json]) => [name, JSON.parse(json) as Configuration]),
    );
    const all = (stack: string, type: string) => Object.values(stacks[stack]?.resource?.[type] ?? {});
    const only = (stack: string, type: string): Attributes => {
      const [first, ...others] = all(stack, type);
      if (!first || others.length > 0)
        throw new Error(`${stack} has ${first ? others.length + 1 : 0} of ${type}, not one.`);
      return first;
    };
    return { stacks, text, before: (stack) => manifest.stacks[stack]?.dependencies ?? [], all, only };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export type Policy = {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: readonly string[];
    readonly Resource?: readonly string[];
    readonly Principal?: unknown;
    readonly Condition?: object;
  }[];
};

/**
 * Parses a policy, or other JSON inside a string, with Terraform references in it. Quotes inside a reference belong to
 * Terraform.
 */
export const readJson = (text: string): unknown =>
  JSON.parse(text.replace(/\$\{[^}]*\}/g, (reference) => reference.replaceAll('"', "'")));
