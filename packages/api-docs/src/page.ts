import { html, raw, type Markup } from './html.ts';
import { STYLE } from './style.ts';

/** A whole HTML page without scripts, which loads nothing from other origins. */
export const page = (title: string, content: Markup): string =>
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
        <div class="layout">${content}</div>
      </body>
    </html> `.markup;
