import { plainText } from '../domain/plain-text.ts';
import { compareWeights } from './cause.ts';
import { changesFile } from './changes-file.ts';
import { htmlPart } from './mail-html.ts';
import { CHART_CID, type Attachment, type Mail, type MailBody, type MailInput } from './mail-shape.ts';
import { textPart } from './mail-text.ts';
import { threadRoot } from './message-id.ts';

/** A table of more rows is not read; the others are counted, attached and linked. */
const ROW_STEPS = [40, 20, 10, 5, 1] as const;
/** Text and HTML together; a mail program cuts off longer ones. */
const MOST_BODY_BYTES = 30_000;
/** Everything before transfer encoding, which adds a third: the mail as sent stays below 100 KB. */
const MOST_BYTES = 71_000;

/** Writes the mail about one alert: conclusion, table, chart, small print; text and HTML say the same. Every scraped word is escaped. */
export async function renderMail(input: MailInput): Promise<Mail> {
  const { key, to, links } = input;
  const { text, html, attachments } = await fitted(input);
  const root = threadRoot(key, to);
  return {
    from: input.from, to, subject: plainText(input.headline, 180), messageId: input.message_id, date: new Date(input.content.at), text, html, attachments,
    headers: {
      'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All',
      ...(links?.unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${plainText(links.unsubscribe)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    },
    inReplyTo: root, references: root,
  };
}

type Fitted = Required<Pick<Mail, 'text' | 'html' | 'attachments'>>;

/** The longest table whose mail is not too long, and the attachments for which there is room beside it. */
async function fitted(input: MailInput): Promise<Fitted> {
  const sorted = input.events.toSorted(compareWeights);
  const rows = input.content.kind === 'factor' ? [...sorted, ...(input.content.top ?? [])] : sorted;
  const all = input.allRows ?? sorted;
  const total = input.content.kind === 'factor' ? sorted.reduce((count, event) => count + event.rows, 0) : sorted.length;
  let shown = rows;
  let [text, html] = ['', ''];
  for (const most of ROW_STEPS) {
    shown = rows.slice(0, most);
    [text, html] = await parts({ ...input, events: sorted, shown, total, file: null });
    if (bytesOf(text, html) <= MOST_BODY_BYTES) break;
  }
  const attachments = input.chart === undefined ? [] : [chartAttachment(input.chart)];
  if (total <= shown.length || all.length < 2) return { text, html, attachments };
  // The file may take all the room that is left; the line that names it needs a little.
  const file = changesFile(all, MOST_BYTES - bytesOf(text, html) - 500 - (input.chart?.png.length ?? 0));
  [text, html] = await parts({ ...input, events: sorted, shown, total, file: file.words });
  return { text, html, attachments: [...attachments, file.attachment] };
}

async function parts(body: MailBody): Promise<[text: string, html: string]> {
  return [textPart(body), await htmlPart(body)];
}

function bytesOf(...texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}

function chartAttachment({ png }: { readonly png: Uint8Array }): Attachment {
  return { filename: 'last-90-days.png', content: Buffer.from(png), contentType: 'image/png', cid: CHART_CID, contentDisposition: 'inline' };
}
