import type { SliceDeclaration } from '../../packages/contract/src/slice.ts';

/** Kinds of declarations, each a member of a slice and a folder beside its `slice.ts`. */
export const DECLARED_KINDS = ['routes', 'events', 'consumers', 'tasks'] as const;
export type DeclaredKind = (typeof DECLARED_KINDS)[number];

/** Kinds that a package implements, each a folder in its `src`. Events are data and have no implementation. */
export const IMPLEMENTED_KINDS = ['routes', 'consumers', 'tasks'] as const;
export type ImplementedKind = (typeof IMPLEMENTED_KINDS)[number];

export const SLICES_FILE = 'packages/contract/src/slices.ts';

export const sliceFile = (sliceId: string): string => `packages/contract/src/${sliceId}/slice.ts`;

/** The file that declares; its name is the id. */
export const declarationFile = (sliceId: string, kind: DeclaredKind, id: string): string =>
  `packages/contract/src/${sliceId}/${kind}/${id}.ts`;

/** The file that implements; its name is the id. */
export const implementationFile = (sliceId: string, kind: ImplementedKind, id: string): string =>
  `packages/${sliceId}/src/${kind}/${id}.ts`;

export const idsOf = (slice: SliceDeclaration, kind: DeclaredKind): readonly string[] =>
  (slice[kind] ?? []).map(({ id }) => id);

/** `work-history` → `workHistory`. */
export const camelCase = (id: string): string =>
  id.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The name under which a file exports its implementation. */
export const exportOf = (kind: ImplementedKind, id: string): string => (kind === 'tasks' ? camelCase(id) : 'handler');
