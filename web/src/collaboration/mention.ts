import type { Person } from './people';

// "@" and a part of a name, typed within a comment.

export interface Mention {
  from: number; // where the @ stands
  typed: string; // what follows it, up to the caret
}

/** The mention that is being typed at the caret; null when none is. */
export function mentionAt(text: string, caret: number): Mention | null {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('@');
  if (from < 0) return null;
  const typed = before.slice(from + 1);
  // An address (name@school) is no mention; a blank or a mark ends one.
  if (from > 0 && /[A-Za-z0-9._-]/.test(before[from - 1]!)) return null;
  return /^[\p{L}\p{N}]{0,20}$/u.test(typed) ? { from, typed } : null;
}

/** The text with the name in place of what was typed, and where the caret goes. */
export function withName(
  text: string,
  mention: Mention,
  person: Person,
): { text: string; caret: number } {
  const name = `@${person.name} `;
  const end = mention.from + 1 + mention.typed.length;
  return {
    text: text.slice(0, mention.from) + name + text.slice(end).replace(/^ /, ''),
    caret: mention.from + name.length,
  };
}

/** Those chosen whose name still stands in the text: whoever was struck out is not called. */
export function called(text: string, chosen: readonly Person[]): Person[] {
  return chosen.filter(
    (one, at) =>
      text.includes(`@${one.name}`) && chosen.findIndex((other) => other.id === one.id) === at,
  );
}
