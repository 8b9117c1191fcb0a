import { gzipSync } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import { toDigits } from '../../domain/decimal.ts';
import { conditionPhrase } from '../../domain/compare/phrases.ts';
import { countPhrase } from '../../domain/phrase.ts';
import { safeCell } from '../../domain/plain-text.ts';
import { compareWeights } from '../stages/cause.ts';
import { type Attachment } from './mail-shape.ts';
import { type ToldEvent } from '../words/told-event.ts';

const COLUMNS = ['kind', 'source', 'route', 'meter', 'conditions', 'before', 'after', 'per', 'currency', 'change_percent', 'severity'] as const;

export interface ChangesFile {
  readonly attachment: Attachment;
  /** Names it in the mail's text. */
  readonly words: string;
  /** All changes are in it. */
  readonly whole: boolean;
}

/**
 * All changes of an alert as a file to attach: CSV, compressed where only that fits, or as many of the weightiest rows
 * as fit into `room` bytes when compressed.
 */
export function changesFile(events: readonly ToldEvent[], room: number): ChangesFile {
  const byName = events.toSorted((a, b) => compareTexts(a.route ?? '', b.route ?? '') || compareTexts(a.meter ?? '', b.meter ?? ''));
  const whole = csv(byName);
  const all = `all ${countPhrase(events.length)} rows are attached`;
  if (whole.length <= room) return { attachment: attachment('changes.csv', 'text/csv; charset=utf-8; header=present', whole), words: `${all} (changes.csv)`, whole: true };
  const packed = packedCsv(whole);
  if (packed.length <= room) return { attachment: attachment('changes.csv.gz', 'application/gzip', packed), words: `${all} (changes.csv.gz)`, whole: true };
  const weightiest = events.toSorted(compareWeights);
  // Rows pack to much the same length: what fits is estimated, then made smaller until it does.
  let count = Math.max(1, Math.floor((events.length * room) / packed.length));
  let part = packedCsv(csv(weightiest.slice(0, count)));
  while (part.length > room && count > 1) {
    count = Math.floor(count * 0.9);
    part = packedCsv(csv(weightiest.slice(0, count)));
  }
  const words = `the ${countPhrase(count)} weightiest of ${countPhrase(events.length)} rows are attached (changes-part.csv.gz), all of them are in the ledger`;
  return { attachment: attachment('changes-part.csv.gz', 'application/gzip', part), words, whole: false };
}

function packedCsv(file: Buffer): Buffer {
  return gzipSync(file, { level: 9, memLevel: 9 });
}

function attachment(filename: string, contentType: string, content: Buffer): Attachment {
  return { filename, contentType, content, contentDisposition: 'attachment' };
}

/** RFC 4180. What comes from a source never starts a formula; our own signed numbers are numbers. */
function csv(events: readonly ToldEvent[]): Buffer {
  const rows = events.map((event) => [
    event.kind, event.source, safeCell(event.route ?? ''), event.meter ?? '',
    safeCell(Object.keys(event.conditions).length === 0 ? '' : conditionPhrase(event.conditions)),
    safeCell(event.before ?? ''), safeCell(event.after ?? ''), String(event.after_per ?? event.before_per ?? ''), safeCell(event.currency ?? ''),
    // One decimal, as in the mail: amounts stand beside it, and digits that nobody uses would keep the file from fitting.
    event.change_percent === null ? '' : toDigits(event.change_percent, 1), event.severity,
  ]);
  return Buffer.from(stringify([[...COLUMNS], ...rows], { record_delimiter: '\r\n' }), 'utf8');
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
