import type { EntryPoint } from './entry-points.ts';
import { html, raw } from './html.ts';
import { STYLE } from './style.ts';

interface Index {
  readonly title: string;
  readonly version: string;
  readonly links: readonly EntryPoint[];
}

/** The links of the index as a page. */
export const indexPage = ({ title, version, links }: Index): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <div class="layout">
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
        </div>
      </body>
    </html> `.markup;
