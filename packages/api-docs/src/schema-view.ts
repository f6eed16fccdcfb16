import { html, prose, type Markup } from './html.ts';
import type { Components } from './components.ts';
import { alternatives, limits, typeName, type Schema } from './schema.ts';

const DEEPEST = 6;

/**
 * The object schema whose fields the page lists. It is the schema itself, an array's item schema, or the first
 * alternative that contains an object schema.
 */
const objectIn = (schema: Schema): Schema | undefined => {
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return objectIn(schema.items);
  return alternatives(schema)
    .map(objectIn)
    .find((found) => found !== undefined);
};

const field = (name: string, schema: Schema, required: boolean, depth: number): Markup => {
  const inner = objectIn(schema);
  return html`<li>
    <div class="field">
      <code class="name">${name}</code> <span class="type">${typeName(schema)}</span>${
        required ? html` <span class="must">required</span>` : ''
      }${limits(schema).map((limit) => html` <span class="limit">${limit}</span>`)}
    </div>
    ${
      schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`
    }${inner === undefined || depth >= DEEPEST ? '' : fields(inner, depth + 1)}
  </li>`;
};

const fields = (schema: Schema, depth: number): Markup => {
  const entries = Object.entries(schema.properties ?? {});
  return html`<ul class="fields">
    ${entries.map(([name, property]) => field(name, property, schema.required?.includes(name) ?? false, depth))}
  </ul>`;
};

/** A list of a schema's fields, followed by an example value. Fields of named schemas are links to their sections. */
export function schemaView(schema: Schema, components: Components): Markup {
  const resolved = components.resolve(schema);
  const inner = objectIn(resolved);
  const example = JSON.stringify(components.example(schema), null, 2);
  return html`${inner === undefined ? html`<p class="type">${typeName(resolved)}</p>` : fields(inner, 0)}
    <details>
      <summary>Example</summary>
      <pre><code>${example}</code></pre>
    </details>`;
}

/** The section of a named schema, to which the fields of other schemas link. */
export function componentView(name: string, components: Components): Markup {
  const schema = components.resolve({ $ref: name });
  const inner = objectIn(schema);
  return html`<section id="schema-${name}">
    <h3><code>${name}</code> <span class="type">${typeName(schema)}</span></h3>
    ${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}
    ${limits(schema).map((limit) => html`<p class="limit">${limit}</p>`)} ${inner === undefined ? '' : fields(inner, 0)}
  </section>`;
}

/** A list of an operation's parameters, in the same layout as the fields of a body. */
export const parametersView = (
  parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[],
): Markup =>
  html`<ul class="fields">
    ${parameters.map(
      ({ name, in: place, required, description, schema }) =>
        html`<li>
          <div class="field">
            <code class="name">${name}</code> <span class="place">${place}</span>
            <span class="type">${typeName(schema)}</span>${
              required === true ? html` <span class="must">required</span>` : ''
            }${limits(schema).map((limit) => html` <span class="limit">${limit}</span>`)}
          </div>
          ${
            description === undefined && schema.description === undefined
              ? ''
              : html`<p>${prose(description ?? schema.description ?? '')}</p>`
          }
        </li>`,
    )}
  </ul>`;
