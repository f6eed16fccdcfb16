import {
  change,
  deprecationChange,
  isObject,
  isPastSunset,
  type Change,
  type JsonObject,
  type Place,
} from './change.ts';
import { diffContent, schemaOf } from './diff-content.ts';
import { diffResponses } from './diff-responses.ts';
import { diffSchema } from './diff-schema.ts';

type Documents = Omit<Place, 'side' | 'where'>;

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'];

/** The operations of a document by method and path, such as `GET /agents/{did}`. */
function operationsOf(document: JsonObject): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const [path, item] of Object.entries(Object(document['paths']) as JsonObject))
    for (const [method, operation] of Object.entries(Object(item) as JsonObject))
      if (METHODS.includes(method) && isObject(operation)) found.set(`${method.toUpperCase()} ${path}`, operation);
  return found;
}

/** Follows a `$ref` to any component of a document. */
const resolverOf =
  (document: JsonObject) =>
  (ref: string): JsonObject => {
    const found = ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((value, key) => Object(value)[key] as unknown, document);
    if (!isObject(found)) throw new Error(`The document has no ${ref}: write it again with npm run api:release.`);
    return found;
  };

/** Every change of the API between two OpenAPI documents, by the rules of docs/api-stability.md. */
export function diffDocuments(before: JsonObject, after: JsonObject, today: string): readonly Change[] {
  const documents: Documents = { before: resolverOf(before), after: resolverOf(after), today };
  const [was, is] = [operationsOf(before), operationsOf(after)];
  const changes = [...new Set([...was.keys(), ...is.keys()])].flatMap((where): readonly Change[] => {
    const [former, present] = [was.get(where), is.get(where)];
    if (former === undefined) return [change('additive', { where }, 'The operation is new.')];
    if (present !== undefined) return diffOperation(former, present, where, documents);
    return isPastSunset(former, today)
      ? [change('additive', { where }, 'The operation is gone after its announced end.')]
      : [change('breaking', { where }, 'The operation is gone.')];
  });
  return [...new Map(changes.map((each) => [JSON.stringify(each), each])).values()];
}

function diffOperation(was: JsonObject, is: JsonObject, where: string, documents: Documents): readonly Change[] {
  const renamed = was['operationId'] !== is['operationId'];
  return [
    ...deprecationChange(was, is, { where }),
    ...(renamed
      ? [
          change(
            'breaking',
            { where },
            `Its operationId is ${String(is['operationId'])}, formerly ${String(was['operationId'])}.`,
          ),
        ]
      : []),
    ...diffSecurity(was, is, where),
    ...diffParameters(was, is, where, documents),
    ...diffRequestBody(was, is, where, documents),
    ...diffResponses(was, is, where, documents),
  ];
}

/** Alternatives of credentials, each as a set of schemes and scopes. */
const alternativesOf = (operation: JsonObject): readonly ReadonlySet<string>[] => {
  const security = operation['security'];
  const listed = Array.isArray(security) ? security.filter(isObject) : [];
  const sets = listed.map(
    (each) =>
      new Set(
        Object.entries(each).flatMap(([scheme, scopes]) => [
          scheme,
          ...(Array.isArray(scopes) ? scopes.map((scope) => `${scheme} ${String(scope)}`) : []),
        ]),
      ),
  );
  return sets.length === 0 ? [new Set()] : sets;
};

/** Credentials that sufficed must suffice. */
function diffSecurity(was: JsonObject, is: JsonObject, where: string): readonly Change[] {
  const present = alternativesOf(is);
  const refused = alternativesOf(was).filter(
    (former) => !present.some((each) => [...each].every((part) => former.has(part))),
  );
  return refused.map((former) =>
    change('breaking', { where }, `The credentials "${[...former].join(', ') || 'none'}" no longer suffice.`),
  );
}

function parametersOf(operation: JsonObject): ReadonlyMap<string, JsonObject> {
  const listed = operation['parameters'];
  return new Map(
    (Array.isArray(listed) ? listed.filter(isObject) : []).map((each) => {
      const name = String(each['name']);
      return [`${String(each['in'])} ${each['in'] === 'header' ? name.toLowerCase() : name}`, each];
    }),
  );
}

function diffParameters(before: JsonObject, after: JsonObject, place: string, documents: Documents): readonly Change[] {
  const [was, is] = [parametersOf(before), parametersOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name): readonly Change[] => {
    const at: Place = { ...documents, side: 'request', where: `${place} ${name}` };
    const [former, present] = [was.get(name), is.get(name)];
    const isRequired = present?.['required'] === true;
    if (former === undefined)
      return [change(isRequired ? 'breaking' : 'additive', at, isRequired ? 'It is new and required.' : 'It is new.')];
    if (present === undefined)
      return isPastSunset({ ...schemaOf(former), ...former }, documents.today)
        ? [change('additive', at, 'It is gone after its announced end.')]
        : [change('breaking', at, 'It is gone.')];
    return [
      ...deprecationChange({ ...schemaOf(former), ...former }, { ...schemaOf(present), ...present }, at),
      ...(isRequired && former['required'] !== true ? [change('breaking', at, 'It is required now.')] : []),
      ...(!isRequired && former['required'] === true ? [change('additive', at, 'It is optional now.')] : []),
      ...diffSchema({ ...schemaOf(former), deprecated: false }, { ...schemaOf(present), deprecated: false }, at),
    ];
  });
}

function diffRequestBody(
  before: JsonObject,
  after: JsonObject,
  where: string,
  documents: Documents,
): readonly Change[] {
  const at: Place = { ...documents, side: 'request', where: `${where} body` };
  const [was, is] = [before['requestBody'], after['requestBody']];
  if (!isObject(was)) return isObject(is) ? [change('breaking', at, 'A body is required now.')] : [];
  if (!isObject(is)) return [change('breaking', at, 'It is gone.')];
  return diffContent(was, is, at);
}
