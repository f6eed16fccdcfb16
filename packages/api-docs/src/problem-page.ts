import type { CataloguedProblem } from '@pos/contract/api-docs/schemas/problem.ts';
import { html } from './html.ts';
import { page } from './page.ts';

/** The page of one problem: what it means, what to do, and where it occurs. */
export const problemPage = (problem: CataloguedProblem): string =>
  page(
    problem.title,
    html`
      <main>
        <h1>${problem.title}</h1>
        <p><code>${problem.status}</code> <code class="name">${problem.code}</code></p>
        <h4>What to do</h4>
        <p>${problem.cure}</p>
        <h4>Where it occurs</h4>
        ${
          problem.routes.length === 0
            ? html`<p>
                No route declares this problem. The gateway, the firewall or the middleware of requests answers with it.
              </p>`
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
    `,
  );
