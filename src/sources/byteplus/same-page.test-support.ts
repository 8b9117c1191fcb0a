/** Ways to write the same page: each must read to the same truth. */
export const SAME_PAGE: readonly (readonly [string, (text: string) => string])[] = [
  ['bullets indented by one space', (text) => text.replaceAll('<br><br>   * ', '<br><br> * ')],
  ['bullets not indented', (text) => text.replace(/<br><br> +\* /g, '<br>* ')],
  ['bullets as hyphens', (text) => text.replace(/(<br>\s*|\|)\* /g, '$1- ')],
  ['full-width colons', (text) => text.replace(/(outputs|video|audio|image): /g, '$1：')],
  ['no escaped hyphens', (text) => text.replaceAll('\\-', '-')],
  ['all hyphens escaped', (text) => text.replace(/(?<=[a-z0-9])-(?=[0-9a-z])(?=[^<>"\n]*\|)/g, '\\-')],
  ['en dashes for no value', (text) => text.replace(/\|\\?- (?=\|)/g, '|– ')],
  ['capital resolutions', (text) => text.replace(/\b4k outputs/g, '4K outputs').replace(/\b1080p outputs/g, '1080P outputs')],
  ['units without spaces', (text) => text.replaceAll('(USD / M tokens)', '(USD/M tokens)').replaceAll('(USD / M tokens / Hour)', '(USD/M Tokens/Hour)')],
  ['units in words', (text) => text.replaceAll('(USD / M tokens)', '(USD per million tokens)')],
  ['headers without bold', (text) => text.replaceAll('**', '')],
  ['one line break instead of two', (text) => text.replaceAll('<br><br>', '<br/>')],
  ['cells padded', (text) => text.replace(/\|(?=[^|\n-])/g, '|  ')],
  ['Windows line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['dollar signs', (text) => text.replace(/\|(\d+\.\d+) (?=\|)/g, '|\\$$$1 ')],
  ['bold amounts', (text) => text.replace(/\|(\d+\.\d+) (?=\|)/g, '|**$1** ')],
  ['non-breaking spaces', (text) => text.replaceAll('Prompt length ', 'Prompt length\u00a0')],
  ['nested headings', (text) => text.replace(/^(#+) /gm, '$1# ')],
  ['anchors gone', (text) => text.replace(/^<span .*<\/span>$/gm, '')],
];

/** Columns of price tables in the opposite order, header and rows alike. */
export function reverseColumns(text: string): string {
  return text.replace(/(?:^\|.*\n)+/gm, (table) => (isPrices(table) ? table.split('\n').map(reverseRow).join('\n') : table));
}

/** Groups of a cell, and the entries within each, in the opposite order. */
export function reverseGroupsInCells(text: string): string {
  return text.replace(/\|(\* For [^|]+?)(?=\|)/g, (_cell, words: string) => `|${reverseGroups(words)}`);
}

function isPrices(table: string): boolean {
  return !/^\|\*?\*?Resolution/.test(table) && /^\|[ :-]*-/m.test(table);
}

function reverseRow(line: string): string {
  if (!line.startsWith('|')) return line;
  const cells = line.trim().slice(1, -1).split(/(?<!\\)\|/);
  return `|${cells.toReversed().join('|')}|`;
}

function reverseGroups(words: string): string {
  const groups = words.trim().split(/(?:<br>)*(?=\* For )/).filter((group) => group !== '');
  return `${groups.toReversed().map((group) => {
    const [head = '', ...rest] = group.split(/(?:<br>)+/).filter((part) => part.trim() !== '');
    return [head, ...rest.toReversed()].join('<br><br>');
  }).join('<br><br>')} `;
}
