import { describe, expect, it } from '@jest/globals';
import type { RouteDeclaration } from './route.ts';
import { ROUTES } from './routes.ts';

/** Each parameter with the place in a path that it has, such as `/settlements/{}` and `txSignature`. */
const placed = Object.values<RouteDeclaration>(ROUTES).flatMap(({ path }) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(({ 1: name = '', index }) => ({
    place: `${path.slice(0, index).replaceAll(/\{\w+\}/g, '{}')}{}`,
    name,
  })),
);

describe('a parameter of a path', () => {
  it('has one name in all routes that share its place, as API Gateway requires', () => {
    const names = Map.groupBy(placed, ({ place }) => place);
    const several = [...names].flatMap(([place, each]) => {
      const distinct = new Set(each.map(({ name }) => name));
      return distinct.size === 1 ? [] : [[place, [...distinct]]];
    });
    expect(several).toEqual([]);
    expect(names.get('/settlements/{}')?.length).toBeGreaterThan(1);
  });
});
