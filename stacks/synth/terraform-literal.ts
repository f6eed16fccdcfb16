/** Text that Terraform must leave as it is: `${` and `%{` begin its templates, doubled they are themselves. */
export const literal = (text: string): string => text.replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);

/** Every text in a JSON value made literal, keys too. */
export function literalJson(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literalJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [literal(key), literalJson(each)]));
}
