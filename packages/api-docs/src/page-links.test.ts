import { describe, expect, it } from '@jest/globals';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './open-api-document.ts';

const page = docsPage(
  openApiDocument('https://registry.example', 'https://auth.example/token'),
  'https://auth.example/token',
);
const all = (pattern: RegExp): ReadonlySet<string> => new Set([...page.matchAll(pattern)].map(([, text = '']) => text));

describe('the documentation page', () => {
  it('has a section for every named schema and links to them', () => {
    const anchors = all(/ id="([^"]+)"/g);
    const links = all(/href="#([^"]+)"/g);
    expect([...links].filter((link) => !anchors.has(link))).toEqual([]);
    expect([...links]).toEqual(expect.arrayContaining(['schema-Agent', 'schema-Did', 'schema-CredentialVerdictValid']));
  });

  it('says that the values of an enum in an answer may grow', () =>
    expect(page).toMatch(/&quot;LOW_EVIDENCE&quot;, .*?later versions may add values/s));

  it('shows examples of named schemas', () =>
    expect(page).toContain('&quot;modelVersion&quot;: &quot;pos-reputation/4&quot;'));
});
