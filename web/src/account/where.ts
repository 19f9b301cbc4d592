/** A path of ours to go on to after signing in; null for anything else, such as another site. */
export function ownPath(to: unknown): string | null {
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to)) return null;
  // Browsers drop tabs and line feeds inside an address: "/\t/evil" would be "//evil" to them.
  for (const character of to) if (character < ' ' || character === '\\') return null;
  return to;
}

/** The one-time code behind the hash of a link: "#code=…". It is sent to the server in a body only. */
export function codeIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('code') ?? '';
}
