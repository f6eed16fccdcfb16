/**
 * Text as free-text search compares it: without case, accents or compatibility forms, words apart by one space.
 * Both what is searched (`agent_profiles.search_text`) and what is sought pass through here.
 */
export const searchText = (...parts: readonly string[]): string =>
  parts.join(' ').normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
