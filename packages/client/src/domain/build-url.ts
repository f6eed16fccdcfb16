/** A value in a path or a query. It is text on the wire. */
export type Scalar = string | number | boolean | bigint | Date;

export interface UrlParts {
  readonly baseUrl: string;
  /** A path template of OpenAPI. */
  readonly path: string;
  readonly params?: Readonly<Record<string, Scalar | undefined>> | undefined;
  readonly query?: Readonly<Record<string, Scalar | undefined>> | undefined;
}

const textOf = (value: Scalar): string => (value instanceof Date ? value.toISOString() : String(value));

/** The URL of a call. Every value is percent-encoded; undefined members of the query are omitted. */
export function buildUrl({ baseUrl, path, params = {}, query = {} }: UrlParts): string {
  const filled = path.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '')
      throw new TypeError(`The path ${path} needs "${name}": pass it in params.`);
    return encodeURIComponent(textOf(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, textOf(value));
  const text = search.toString();
  return `${baseUrl.replace(/\/+$/, '')}${filled}${text === '' ? '' : `?${text}`}`;
}
