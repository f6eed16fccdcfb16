import type { OpenApiDocument } from '@pos/contract/derive/open-api.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import type { SliceDeclaration } from '@pos/contract/slice.ts';
import { SLICES } from '@pos/contract/slices.ts';
import { PROBLEMS } from '@pos/contract/problem.ts';
import { html, prose, type Markup } from './html.ts';
import { Components } from './components.ts';
import { componentView } from './schema-view.ts';
import { operationView, type Operation } from './operation-view.ts';
import { page } from './page.ts';

interface Entry {
  readonly route: RouteDeclaration;
  readonly operation: Operation;
}

const entriesOf = (document: OpenApiDocument, routes: readonly RouteDeclaration[]): readonly Entry[] =>
  routes.map((route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    if (operation === undefined) throw new Error(`The OpenAPI document lacks ${route.method} ${route.path}`);
    return { route, operation: operation as unknown as Operation };
  });

/** A path with a possible line break before each segment. */
const breakable = (path: string): readonly Markup[] =>
  path
    .split('/')
    .slice(1)
    .map((segment) => html`/<wbr />${segment}`);

const menu = (tag: string, entries: readonly Entry[]): Markup =>
  html`<h2>${tag}</h2>
    <ul>
      ${entries.map(
        ({ route: { id, method, path } }) =>
          html`<li>
            <a href="#${id}"
              ><span class="method ${method.toLowerCase()}">${method}</span
              ><span class="path">${breakable(path)}</span></a
            >
          </li>`,
      )}
    </ul>`;

const cures = (): Markup =>
  html`<h2 id="problems">problems</h2>
    <p>
      Every refusal is an RFC 9457 document, <code>application/problem+json</code>, with a stable <code>code</code> and
      a <code>cure</code> that says what to do.
    </p>
    <dl class="cures">
      ${Object.entries(PROBLEMS).map(
        ([code, { status, title, cure }]) =>
          html`<dt id="problem-${code}"><code>${status}</code> <code class="name">${code}</code> ${title}</dt>
            <dd>${cure}</dd>`,
      )}
    </dl>`;

/** The section that shows the shell command for an access token. */
const tokens = (tokenUrl: string): Markup =>
  html`<h2 id="tokens">tokens</h2>
    <p>
      Routes with a scope need an OAuth 2.0 access token. Get one at <code>${tokenUrl}</code> by the client credentials
      grant. To repeat a write safely, send the same <code>Idempotency-Key</code> again. A route that takes a control
      proof needs no key: the same request with the same challenge gets the first answer.
    </p>
    <pre><code>TOKEN=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials '${tokenUrl}' | jq -r .access_token)</code></pre>`;

/** The sections of the named schemas. */
const schemas = (components: Components): Markup =>
  html`<h2 id="schemas">schemas</h2>
    ${Object.keys(components.schemas).map((name) => componentView(name, components))}`;

/** The documentation page: one HTML page without scripts, made from the OpenAPI document. */
export function docsPage(document: OpenApiDocument, tokenUrl: string): string {
  const slices: readonly SliceDeclaration[] = SLICES;
  const byTag = slices
    .filter(({ routes = [] }) => routes.length > 0)
    .map(({ tag, routes = [] }) => [tag, entriesOf(document, routes)] as const);
  const { title, description } = document.info as { title: string; description: string };
  const serverUrl = document.servers[0]?.url ?? '';
  const components = new Components(document);
  return page(
    title,
    html`
      <header>
        <h1>${title}</h1>
        ${description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
        <p>Base URL: <code>${serverUrl}</code></p>
      </header>
      <nav aria-label="Routes">
        ${byTag.map(([tag, entries]) => menu(tag, entries))}
        <h2>more</h2>
        <ul>
          <li><a href="#schemas">Schemas</a></li>
          <li><a href="#tokens">Tokens</a></li>
          <li><a href="#problems">Problems</a></li>
          <li><a href="${serverUrl}/openapi.json">OpenAPI 3.1</a></li>
        </ul>
      </nav>
      <main>
        ${byTag.map(
          ([tag, entries]) =>
            html`<h2 id="tag-${tag}">${tag}</h2>
              ${entries.map(({ route, operation }) => operationView(route, operation, { components, serverUrl }))}`,
        )}
        ${schemas(components)} ${tokens(tokenUrl)} ${cures()}
      </main>
    `,
  );
}
