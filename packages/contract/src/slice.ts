import type { ProblemKind } from '@pos/vocabulary/problem.ts';
import type { ConsumerDeclaration } from './consumer.ts';
import type { EventDeclaration } from './event.ts';
import type { RouteDeclaration } from './route.ts';
import type { TaskDeclaration } from './task.ts';

/**
 * One vertical slice of the registry: every declaration that one package implements. Slices exchange data through events
 * and tables and never import each other.
 */
export interface SliceDeclaration {
  /** Name of the package that implements the slice (`packages/<id>`) and of the folder that declares it. */
  readonly id: string;
  /** Groups the routes of the slice in OpenAPI and on the documentation page. */
  readonly tag: string;
  readonly summary: string;
  readonly routes?: readonly RouteDeclaration[];
  readonly events?: readonly EventDeclaration[];
  readonly consumers?: readonly ConsumerDeclaration[];
  readonly tasks?: readonly TaskDeclaration[];
  /** Problems of this slice by code. A code that several slices use is declared in `shared-problems.ts`. */
  readonly problems?: Readonly<Record<string, ProblemKind>>;
}

export const slice = <const S extends SliceDeclaration>(declaration: S): S => declaration;

/** Type of an object that holds each declaration of a list under its id. */
export type ById<Declaration> = {
  readonly [Each in Declaration as Each extends { readonly id: infer Id extends string } ? Id : never]: Each;
};

/** Keys declarations by id. Throws if two declarations have the same id. */
export function byId<const Declaration extends { readonly id: string }>(
  declarations: readonly Declaration[],
): ById<Declaration> {
  const found = new Map<string, Declaration>();
  for (const declaration of declarations) {
    if (found.has(declaration.id))
      throw new Error(`The contract declares "${declaration.id}" twice: rename one of them.`);
    found.set(declaration.id, declaration);
  }
  return Object.fromEntries(found) as ById<Declaration>;
}
