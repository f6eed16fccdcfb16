/**
 * Normalises text for free-text search: no case, accents or compatibility forms, and words separated by one space. Both
 * the searched text (`agent_profiles.search_text`) and the query are normalised.
 */
export const searchText = (...parts: readonly string[]): string =>
  parts.join(' ').normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
