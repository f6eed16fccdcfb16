import type { ConsumerDeclaration } from './consumer.ts';
import type { EventDeclaration } from './event.ts';
import type { RouteDeclaration } from './route.ts';
import { byId, type SliceDeclaration } from './slice.ts';
import { SLICES } from './slices.ts';
import type { TaskDeclaration } from './task.ts';

/**
 * All declarations as one value. The stacks derive the cloud resources from it. Tests can build a contract from other
 * slices.
 */
export interface Contract {
  readonly slices: readonly SliceDeclaration[];
  readonly routes: Readonly<Record<string, RouteDeclaration>>;
  readonly consumers: Readonly<Record<string, ConsumerDeclaration>>;
  readonly events: Readonly<Record<string, EventDeclaration>>;
  readonly tasks: Readonly<Record<string, TaskDeclaration>>;
}

/** The contract of a list of slices. */
export const contractOf = (slices: readonly SliceDeclaration[]): Contract => ({
  slices,
  routes: byId(slices.flatMap(({ routes = [] }) => routes)),
  consumers: byId(slices.flatMap(({ consumers = [] }) => consumers)),
  events: byId(slices.flatMap(({ events = [] }) => events)),
  tasks: byId(slices.flatMap(({ tasks = [] }) => tasks)),
});

export const CONTRACT: Contract = contractOf(SLICES);
