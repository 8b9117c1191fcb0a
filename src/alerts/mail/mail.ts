import { plainText } from '../../domain/plain-text.ts';
import { alertPage, type AlertMail } from './alert-page.ts';
import { calendarFile } from './calendar.ts';
import { compareWeights } from '../stages/cause.ts';
import { changesFile, type ChangesFile } from './changes-file.ts';
import { type Chart } from './chart.ts';
import { timeOf, type AlertContent, type DigestContent, type MessageContent } from '../content.ts';
import { digestPage, digestSubject } from './digest-page.ts';
import { htmlPart } from './mail-html.ts';
import { type MailPage } from './mail-page.ts';
import { CHART_CID, type Attachment, type Mail, type MailInput, type MailLinks } from './mail-shape.ts';
import { textPart } from './mail-text.ts';
import { threadRoot } from '../stages/message-id.ts';
import { reminderPage, reminderSubject, servicePage } from './service-page.ts';
import { type ToldEvent } from '../words/told-event.ts';

/** So many rows are read; of more, the weightiest stand in the mail and the others are counted, attached and linked. */
const MOST_ROWS = 40;
const ROW_STEPS = [MOST_ROWS, 10, 5, 1] as const;
/** Text and HTML together, as sent; a mail program cuts off longer ones. */
const MOST_BODY_BYTES = 55_000;
/** The whole mail as sent, without its headers. */
const MOST_BYTES = 97_000;
/** Base64 in lines of 76 characters. */
const BASE64 = 1.37;
/** Fewer rows than go into this are no file worth opening. */
const LEAST_FILE_BYTES = 20_000;
/** The heads of the parts, the line that names a file, and the picture's numbers in words. */
const OVERHEAD_BYTES = 3000;

/** Writes one mail: conclusion, table, chart, small print; text and HTML say the same. Every scraped word is escaped. */
export async function renderMail(input: MailInput): Promise<Mail> {
  const { key, to, headline, content } = input;
  const subject = plainText(subjectOf(content) ?? headline, 180);
  const { text, html, attachments } = await written(subject, input);
  const root = threadRoot(key, to);
  return { from: input.from, to, subject, messageId: input.message_id, date: new Date(timeOf(content)), text, html, attachments, headers: headersOf(input.links), inReplyTo: root, references: root };
}

/** What is shorter on a page says more in a subject. */
function subjectOf(content: MessageContent): string | undefined {
  if (content.kind === 'digest') return digestSubject(content);
  return content.kind === 'reminder' ? reminderSubject(content) : undefined;
}

/** A machine wrote it (RFC 3834), nobody is away on its account, and one click ends it (RFC 8058). */
function headersOf(links: MailLinks | undefined): Mail['headers'] {
  return {
    'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All',
    ...(links?.unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${new URL(links.unsubscribe).href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

type Written = Required<Pick<Mail, 'text' | 'html' | 'attachments'>>;

async function written(title: string, input: MailInput): Promise<Written> {
  const { content } = input;
  switch (content.kind) {
    case 'digest': return { ...await parts(title, digestPage({ ...input, content })), attachments: promotionDates(content) };
    case 'reminder': return { ...await parts(title, reminderPage({ ...input, content })), attachments: [] };
    case 'service': return { ...await parts(title, servicePage({ ...input, content })), attachments: [] };
    case 'route': case 'factor': case 'many': case 'source': return fitted(title, { ...input, content });
    default: return content satisfies never;
  }
}

/**
 * The longest table whose mail is not too long, and the attachments for which there is room beside it: the file with
 * the rows that the table leaves out, and the picture, whose numbers stand in words where it is left out.
 */
async function fitted(title: string, input: MailInput<AlertContent>): Promise<Written> {
  const sorted = input.events.toSorted(compareWeights);
  const isFactor = input.content.kind === 'factor';
  const rows = isFactor ? [...sorted, ...(input.content.top ?? [])] : sorted;
  const total = isFactor ? sorted.reduce((count, event) => count + event.rows, 0) : sorted.length;
  const base: AlertMail = { ...input, events: sorted, shown: rows, total, file: null };
  let mail = base;
  let made = { text: '', html: '' };
  for (const most of total > MOST_ROWS ? ROW_STEPS.slice(1) : ROW_STEPS) {
    mail = { ...base, shown: rows.slice(0, most) };
    made = await parts(title, alertPage(mail));
    if (sentBytes(made) <= MOST_BODY_BYTES) break;
  }
  const all = input.allRows ?? sorted;
  const left = MOST_BYTES - sentBytes(made) - OVERHEAD_BYTES;
  const file = total <= mail.shown.length || all.length < 2 ? null : fileBeside(all, left, input.chart);
  const chart = chartThatFits(input.chart, left - (file?.attachment.content.length ?? 0) * BASE64);
  const attachments = [...(chart?.png == null ? [] : [chartAttachment(chart.png)]), ...(file === null ? [] : [file.attachment])];
  return { ...await parts(title, alertPage({ ...mail, chart, file: file?.words ?? null })), attachments };
}

/** All rows if they fit; a file that cannot hold all leaves the picture its room. */
function fileBeside(rows: readonly ToldEvent[], room: number, chart: Chart | null | undefined): ChangesFile {
  const file = changesFile(rows, Math.floor(room / BASE64));
  const beside = Math.floor(room / BASE64) - (chart?.png?.length ?? 0);
  return file.whole || chart?.png == null || beside < LEAST_FILE_BYTES ? file : changesFile(rows, beside);
}

function chartThatFits(chart: Chart | null | undefined, room: number): Chart | null {
  if (chart == null) return null;
  return (chart.png?.length ?? 0) * BASE64 <= room ? chart : { ...chart, png: null };
}

async function parts(title: string, page: MailPage): Promise<Pick<Written, 'text' | 'html'>> {
  return { text: textPart(page), html: await htmlPart(title, page) };
}

/** After transfer encoding: quoted-printable takes three characters for a byte beyond ASCII, base64 a third more for all. */
function sentBytes({ text, html }: Pick<Written, 'text' | 'html'>): number {
  const [bytes, characters] = [Buffer.byteLength(text) + Buffer.byteLength(html), text.length + html.length];
  return Math.max(bytes * BASE64, (bytes + (bytes - characters) * 3) * 1.05);
}

function chartAttachment(png: Uint8Array): Attachment {
  return { filename: 'last-90-days.png', content: Buffer.from(png), contentType: 'image/png', cid: CHART_CID, contentDisposition: 'inline' };
}

/** The ends of promotions for the reader's calendar. */
function promotionDates(content: DigestContent): readonly Attachment[] {
  const days = content.scorecards.flatMap(({ publisher, promotions }) => promotions.map(({ route, until, words }) => ({ summary: `Promotion ends: ${route} (${publisher})`, description: words, day: until })));
  if (days.length === 0) return [];
  return [{ filename: 'promotions.ics', content: Buffer.from(calendarFile('Promotions that end', days, content.until), 'utf8'), contentType: 'text/calendar; charset=utf-8; method=PUBLISH', contentDisposition: 'attachment' }];
}
