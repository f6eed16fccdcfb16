import type { CataloguedProblem } from '@pos/contract/api-docs/schemas/problem.ts';
import { html, raw } from './html.ts';
import { STYLE } from './style.ts';

/** The page of one problem: what it means, what to do, and where it occurs. */
export const problemPage = (problem: CataloguedProblem): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${problem.title}</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <div class="layout">
          <main>
            <h1>${problem.title}</h1>
            <p><code>${problem.status}</code> <code class="name">${problem.code}</code></p>
            <h4>What to do</h4>
            <p>${problem.cure}</p>
            <h4>Where it occurs</h4>
            ${
              problem.routes.length === 0
                ? html`<p>Only the gateway answers with this problem, on any path.</p>`
                : html`<ul class="problems">
                    ${problem.routes.map(
                      (id) =>
                        html`<li>
                          <a href="/docs#${id}"><code>${id}</code></a>
                        </li>`,
                    )}
                  </ul>`
            }
            <p class="place">
              <code>${problem.type}</code>, since ${problem.since}. <a href="/docs#problems">All problems</a>
            </p>
          </main>
        </div>
      </body>
    </html> `.markup;
