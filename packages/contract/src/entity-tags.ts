/** An entity tag (RFC 9110, section 8.8.3). `opaque` is the text between the quotes. */
export interface EntityTag {
  readonly weak: boolean;
  readonly opaque: string;
}

/** The value of If-Match or If-None-Match: any current representation, or a list of entity tags. */
export type TagCondition = '*' | readonly EntityTag[];

/** One member of a list with the comma after it. A member may be empty, and a tag may contain a comma. */
const MEMBER = /[ \t]*(?:(?<weak>W\/)?"(?<opaque>[!#-~\u0080-\uffff]*)")?[ \t]*(?:,|$)/y;

/** Parses If-Match or If-None-Match. Returns `undefined` for a text that is neither `*` nor a list of entity tags. */
export function parseTagCondition(text: string): TagCondition | undefined {
  if (text.trim() === '*') return '*';
  const tags: EntityTag[] = [];
  const member = new RegExp(MEMBER);
  while (member.lastIndex < text.length) {
    const groups = member.exec(text)?.groups;
    if (groups === undefined) return undefined;
    if (groups['opaque'] !== undefined) tags.push({ weak: groups['weak'] !== undefined, opaque: groups['opaque'] });
  }
  return tags.length === 0 ? undefined : tags;
}

/**
 * The entity tag of every representation. It is strong: two representations with the same tag are equal in every byte.
 * Where the representation shows a revision, the tag begins with it, so that a write can compare the revision alone.
 * See docs/adr/0109-preconditions-and-partial-changes.md.
 */
export const entityTag = (hash: string, revision?: number): string =>
  revision === undefined ? `"${hash}"` : `"${revision}.${hash}"`;

/** True if `tag`, as a response sends it, satisfies the condition by weak comparison (RFC 9110, section 8.8.3.2). */
export const includesTag = (condition: TagCondition, tag: string): boolean =>
  condition === '*' || condition.some(({ opaque }) => `"${opaque}"` === tag.replace(/^W\//, ''));

/** A tag that begins with a revision. `"3"` alone is the former form, which is read for one more release. */
const REVISION = /^(0|[1-9]\d{0,14})(?:\.[\w-]+)?$/;

const namesRevision = ({ opaque }: EntityTag, revision: number): boolean =>
  Number(REVISION.exec(opaque)?.[1] ?? Number.NaN) === revision;

export interface Preconditions {
  readonly 'if-match'?: TagCondition | undefined;
  readonly 'if-none-match'?: TagCondition | undefined;
}

/**
 * The first precondition of a write that does not hold at the given revision of the existing resource (RFC 9110,
 * section 13.2.2). If-Match compares strongly, so a weak tag never matches.
 */
export function failedPrecondition(
  { 'if-match': ifMatch, 'if-none-match': ifNoneMatch }: Preconditions,
  revision: number,
): keyof Preconditions | undefined {
  const matches = (condition: TagCondition, weakToo: boolean): boolean =>
    condition === '*' || condition.some((tag) => (weakToo || !tag.weak) && namesRevision(tag, revision));
  if (ifMatch !== undefined && !matches(ifMatch, false)) return 'if-match';
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, true)) return 'if-none-match';
  return undefined;
}
