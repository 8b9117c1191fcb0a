import { type Block, type ChangeRow, type MailPage } from './mail-page.ts';

/** The text part: the same words in the same order as the HTML. */
export function textPart({ lead, blocks, small, unsubscribe }: MailPage): string {
  const paragraphs = [lead, ...blocks.map(textBlock), [...small, ...(unsubscribe === undefined ? [] : [`Unsubscribe: ${unsubscribe}`])].join('\n')];
  return `${paragraphs.filter((words) => words !== '').join('\n\n')}\n`;
}

function textBlock(block: Block): string {
  switch (block.kind) {
    case 'say': return block.words;
    case 'heading': return `${block.words}\n${'-'.repeat(Math.min(72, block.words.length))}`;
    case 'list': return block.items.map((item) => `• ${item}`).join('\n');
    case 'facts': return block.rows.map(([term, words]) => `${term}: ${words}`).join('\n');
    case 'changes': return block.rows.map(textRow).join('\n');
    case 'chart': return block.chart.alt;
    case 'links': return block.links.map(({ words, href }) => `${words}: ${href}`).join('\n');
    default: return block satisfies never;
  }
}

function textRow(row: ChangeRow): string {
  const head = 'line' in row ? row.line : `${row.change} ${row.name}${row.under === '' ? '' : `, ${row.under}`}: ${row.before} → ${row.after}`;
  return [head, ...row.notes.map((note) => `  ${note}`)].join('\n');
}
