/**
 * Escapes text that Terraform must not interpret. `${` and `%{` open a template; doubled, they stand for themselves.
 */
export const literal = (text: string): string => text.replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);

/** Escapes every string in a JSON value, including keys. */
export function literalJson(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literalJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [literal(key), literalJson(each)]));
}
