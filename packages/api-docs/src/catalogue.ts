import type { CataloguedProblem } from '@pos/contract/api-docs/schemas/problem.ts';
import { PROBLEMS, problemType, type ProblemCode } from '@pos/contract/problem.ts';
import { problemsOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';

const routes: readonly RouteDeclaration[] = Object.values(ROUTES);

/** The problem of a code, with the routes where it occurs. */
export const problemOf = (code: ProblemCode): CataloguedProblem => ({
  code,
  type: problemType(code),
  ...PROBLEMS[code],
  routes: routes.filter((route) => problemsOf(route).includes(code)).map(({ id }) => id),
});

/** Every problem, ordered by code. */
export const catalogue = (): CataloguedProblem[] => (Object.keys(PROBLEMS) as ProblemCode[]).toSorted().map(problemOf);
