import { describe, expect, it } from '@jest/globals';
import { CONTRACT } from '@pos/contract/contract.ts';
import { deprecationText } from '@pos/contract/deprecation.ts';
import { deprecationsWithin } from '@pos/contract/derive/deprecated-places.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './open-api-document.ts';

const TOKEN_URL = 'https://auth.example/oauth2/token';
const page = docsPage(openApiDocument('https://api.example', TOKEN_URL), TOKEN_URL);
const deprecations = Object.values(CONTRACT.routes).flatMap(deprecationsWithin);

describe('the documentation page', () => {
  it('has an anchor and the dates for each deprecated name', () => {
    expect(deprecations.length).toBeGreaterThan(0);
    for (const { name, deprecation } of deprecations) {
      const section = page.slice(page.indexOf(`<li id="${name}">`)).split('</li>')[0] ?? '';
      expect([name, section]).toEqual([name, expect.stringContaining(deprecationText(deprecation))]);
    }
  });

  it('has every anchor once', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});
