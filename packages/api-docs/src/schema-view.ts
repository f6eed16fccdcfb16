import { html, prose, type Markup } from './html.ts';
import { alternatives, exampleOf, limits, typeName, type Schema } from './schema.ts';

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

/** A list of a schema's fields, followed by an example value. */
export function schemaView(schema: Schema): Markup {
  const inner = objectIn(schema);
  const example = JSON.stringify(exampleOf(schema), null, 2);
  return html`${inner === undefined ? html`<p class="type">${typeName(schema)}</p>` : fields(inner, 0)}
    <details>
      <summary>Example</summary>
      <pre><code>${example}</code></pre>
    </details>`;
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
