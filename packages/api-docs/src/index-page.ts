import type { EntryPoint } from './entry-points.ts';
import { html } from './html.ts';
import { page } from './page.ts';

interface Index {
  readonly title: string;
  readonly version: string;
  readonly links: readonly EntryPoint[];
}

/** The links of the index as a page. */
export const indexPage = ({ title, version, links }: Index): string =>
  page(
    title,
    html`
      <main>
        <h1>${title}</h1>
        <p>Version <code>${version}</code></p>
        <ul>
          ${links.map(
            (link) =>
              html`<li>
                <a href="${link.href}"><code>${new URL(link.href).pathname}</code></a> ${link.title}
              </li>`,
          )}
        </ul>
      </main>
    `,
  );
