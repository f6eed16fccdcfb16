import { acceptedScopes, API_KEY_HEADER, type Access } from '@pos/contract/access.ts';
import { deprecationText } from '@pos/contract/deprecation.ts';
import { deprecationsWithin, placeName } from '@pos/contract/derive/deprecated-places.ts';
import { isMetered, problemsOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { PROBLEMS } from '@pos/contract/problem.ts';
import { html, prose, type Markup } from './html.ts';
import type { Components } from './components.ts';
import type { Schema } from './schema.ts';
import { parametersView, schemaView } from './schema-view.ts';

/** The members of an OpenAPI operation that the page reads. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }
    >
  >;
}

/** The parts of the page that every operation reads. */
export interface Page {
  readonly components: Components;
  readonly serverUrl: string;
}

const former = (access: Access): Markup | undefined => {
  const [, scope] = acceptedScopes(access);
  return scope && html` (<code>${scope}</code> is deprecated, and accepted for one release)`;
};

function accessView({ access }: RouteDeclaration): Markup {
  if (access.kind === 'open') return html`<p class="access">No access token is needed. ${access.because}</p>`;
  const key = html`, and an API key in <code>${API_KEY_HEADER}</code>`;
  return html`<p class="access">
    Needs an access token with the scope
    <code>${access.scope}</code>${access.kind === 'metered' && key}${former(access)}.
  </p>`;
}

/** A `curl` command that calls the route with example parameters. */
function curlOf(route: RouteDeclaration, operation: Operation, { components, serverUrl }: Page): string {
  const path = route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => {
    const parameter = operation.parameters.find((each) => each.name === name);
    return encodeURIComponent(String(parameter === undefined ? name : components.example(parameter.schema)));
  });
  const required = operation.parameters.filter((each) => each.in === 'query' && each.required === true);
  const query = required
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(components.example(schema)))}`)
    .join('&');
  const [bodyType] = Object.keys(operation.requestBody?.content ?? {});
  return [
    `curl${route.method === 'GET' ? '' : ` -X ${route.method}`} '${serverUrl}${path}${query === '' ? '' : `?${query}`}'`,
    ...(route.access.kind === 'open' ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...(isMetered(route) ? [`-H "${API_KEY_HEADER}: $API_KEY"`] : []),
    ...(bodyType === undefined ? [] : [`-H 'Content-Type: ${bodyType}'`, `-d @body.json`]),
  ].join(' \\\n  ');
}

const successes = (operation: Operation, components: Components): readonly Markup[] =>
  Object.entries(operation.responses)
    .filter(([status]) => Number(status) < 300)
    .map(([status, { description, content = {} }]) => {
      const [[mediaType, { schema }] = ['', { schema: {} }] as const] = Object.entries(content);
      const json = mediaType === 'application/json';
      return html`<h4>Response ${status} <span class="type">${mediaType}</span></h4>
        ${json ? schemaView(schema, components) : html`<p>${prose(description)}</p>`}`;
    });

const problems = (route: RouteDeclaration): Markup =>
  html`<details>
    <summary>Problems (${problemsOf(route).length})</summary>
    <ul class="problems">
      ${problemsOf(route).map(
        (code) =>
          html`<li>
            <code>${PROBLEMS[code].status}</code>
            <a href="#problem-${code}"><code>${code}</code></a> ${PROBLEMS[code].title}
          </li>`,
      )}
    </ul>
  </details>`;

/** The deprecated names of a route. The `Link` header of an answer points to the anchor of each name. */
const deprecatedNames = (route: RouteDeclaration): Markup | '' => {
  const names = deprecationsWithin(route);
  return names.length === 0
    ? ''
    : html`<h4>Deprecated</h4>
        <ul class="fields">
          ${names.map(
            (each) =>
              html`<li id="${each.name}">
                <div class="field">
                  <code class="name">${placeName(each)}</code> <span class="place">${each.part}</span>
                </div>
                <p>${prose(deprecationText(each.deprecation))}</p>
              </li>`,
          )}
        </ul>`;
};

/** The section of one route: access, `curl` command, parameters, body, responses and problems. */
export function operationView(route: RouteDeclaration, operation: Operation, page: Page): Markup {
  const [bodyType, { schema: body }] = Object.entries(operation.requestBody?.content ?? {})[0] ?? ['', {}];
  return html`<section id="${route.id}" class="operation">
    <h3>
      <a href="#${route.id}"
        ><span class="method ${route.method.toLowerCase()}">${route.method}</span> <code>${route.path}</code></a
      >${route.deprecated === undefined ? '' : html` <span class="limit">deprecated</span>`}
    </h3>
    <p class="summary">${prose(operation.summary)}.</p>
    ${(route.aliases ?? []).map((alias) => html`<p>Also at <code>${route.method} ${alias}</code>.</p>`)}
    ${operation.description === undefined ? '' : html`<p>${prose(operation.description)}</p>`} ${accessView(route)}
    <pre><code>${curlOf(route, operation, page)}</code></pre>
    ${
      operation.parameters.length === 0
        ? ''
        : html`<h4>Parameters</h4>
            ${parametersView(operation.parameters)}`
    }
    ${
      body === undefined
        ? ''
        : html`<h4>Body <span class="type">${bodyType}</span></h4>
            ${schemaView(body, page.components)}`
    }
    ${successes(operation, page.components)} ${deprecatedNames(route)} ${problems(route)}
  </section>`;
}
