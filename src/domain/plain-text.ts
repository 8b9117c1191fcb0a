/**
 * Text from outside, made fit to stand in a sentence or on a terminal: one line, no control characters, nothing
 * invisible, nothing that turns the direction of what follows. Each of them shows as a question mark, so that nobody
 * takes the text for what it is not. At most `most` characters.
 */
export function plainText(text: string, most = Number.POSITIVE_INFINITY): string {
  return shorten(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?'), most);
}

/** At most so many characters, counted as people count them; the last is "…" when something was cut. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(1, most - 1)).join('').trimEnd()}…`;
}

/** Text inside HTML, also inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A cell that no spreadsheet runs: one that begins like a formula gets a single quote before it. Quoting alone does not stop that. */
export function safeCell(text: string): string {
  return /^[=+\-@\t\r\n\0|＝＋－＠]/u.test(text) ? `'${text}` : text;
}
