/** Markup that is safe to insert into a page: {@link html} escapes its parts, {@link raw} trusts its argument. */
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

/** A template tag that escapes every part that is not markup. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.reduce((all, string, index) => all + partOf(parts[index - 1]) + string),
});

export const raw = (markup: string): Markup => ({ markup });

/** Escaped text in which words between backticks become `<code>`. */
export const prose = (text: string): Markup => raw(escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>'));
