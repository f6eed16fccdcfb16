import { SLICES } from './slices.ts';
import { byId, type ById, type SliceDeclaration } from './slice.ts';

type Kind = 'routes' | 'events' | 'consumers' | 'tasks';

/** The declarations of one kind over all slices. */
type DeclaredOf<K extends Kind> = Extract<
  (typeof SLICES)[number],
  { readonly [Each in K]: readonly unknown[] }
>[K][number];

/** Every declaration of one kind, keyed by id. */
export function declared<const K extends Kind>(kind: K): ById<DeclaredOf<K>> {
  const slices: readonly SliceDeclaration[] = SLICES;
  const found = slices.flatMap((slice): readonly { readonly id: string }[] => slice[kind] ?? []);
  return byId(found) as unknown as ById<DeclaredOf<K>>;
}
