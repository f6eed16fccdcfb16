/** Markup that is safe to put into a page: made by {@link html}, or {@link raw} where it is known to be. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | string | number | undefined | false | readonly (Markup | string | undefined | false)[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const partOf = (part: Part): string => {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part));
  if ('markup' in part) return part.markup;
  return part.map(partOf).join('');
};

/** A template whose parts are escaped unless they are markup themselves. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.reduce((all, string, index) => all + partOf(parts[index - 1]) + string),
});

export const raw = (markup: string): Markup => ({ markup });

/** Text in which `code` is written between backticks. */
export const prose = (text: string): Markup => raw(escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>'));
