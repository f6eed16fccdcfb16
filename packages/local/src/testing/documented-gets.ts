import { exampleOf } from '@pos/contract/derive/example.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';

type JsonObject = Record<string, unknown>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

interface Operation {
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: JsonObject }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

/** The answer to a documented GET, with the ways in which it differs from the document. */
export interface DocumentedAnswer {
  readonly url: string;
  readonly faults: readonly string[];
}

const JSON_TYPE = 'application/json';

/** True for a path that names a thing that only a request makes, such as a credential. Its example exists nowhere. */
const namesMadeThings = (path: string): boolean => /\{(?!did\}|code\}|type\}|list\})/.test(path);

/**
 * Sends every GET of the served OpenAPI document whose answer is JSON, with the examples of its required parameters. Where
 * a parameter is a DID, the given agent takes the place of the example.
 */
export async function askDocumentedGets(apiUrl: string, did: string): Promise<readonly DocumentedAnswer[]> {
  const document = (await (await fetch(`${apiUrl}/openapi.json`)).json()) as Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'openapi', ...document });
  const resolve = (ref: string): JsonObject => document.components.schemas[ref.replace(/^.*\//, '')] ?? {};
  const valueOf = ({ name, schema }: Parameter): string =>
    encodeURIComponent(name === 'did' ? did : String(exampleOf(schema, resolve)));

  const gets = Object.entries(document.paths).flatMap(([path, { get }]) =>
    get?.responses['200']?.content?.[JSON_TYPE] === undefined || namesMadeThings(path) ? [] : [{ path, get }],
  );
  return Promise.all(
    gets.map(async ({ path, get }): Promise<DocumentedAnswer> => {
      const required = get.parameters.filter((each) => each.required);
      const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
        const parameter = required.find((each) => each.in === 'path' && each.name === name);
        return parameter === undefined ? name : valueOf(parameter);
      });
      const query = required.filter((each) => each.in === 'query').map((each) => `${each.name}=${valueOf(each)}`);
      const url = `${filled}${query.length === 0 ? '' : `?${query.join('&')}`}`;
      const response = await fetch(`${apiUrl}${url}`);
      const pointer = ['paths', path, 'get', 'responses', '200', 'content', JSON_TYPE, 'schema'].map((key) =>
        encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      ajv.validate({ $ref: `openapi#/${pointer.join('/')}` }, await response.json());
      const missing = Object.keys(get.responses['200']?.headers ?? {}).filter((name) => !response.headers.has(name));
      return {
        url,
        faults: [
          ...(response.status === 200 ? [] : [`status ${response.status}`]),
          ...(ajv.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`),
          ...missing.map((name) => `header ${name} is missing`),
        ],
      };
    }),
  );
}
