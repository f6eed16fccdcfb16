/**
 * Normalises text for free-text search. Removes case, accents and compatibility forms, and separates words by one
 * space. Both the searched text (`agent_profiles.search_text`) and the query are normalised.
 */
export const searchText = (...parts: readonly string[]): string =>
  parts.join(' ').normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
