import { readFileSync } from 'node:fs';
import { canonicalDecimal } from '../../domain/decimal.ts';
import { SourceRefusal } from '../../domain/finding.ts';
import { rateKey } from '../../domain/rate.ts';
import { type Reading } from '../../domain/reading.ts';
import { byteplus } from './index.ts';

export const SOURCE = { id: 'byteplus', url: 'https://docs.byteplus.com/en/docs/ModelArk/1544106' };

/** A fixture's text. */
export function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

interface ReadOptions {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expect?: readonly string[];
}

/** Reads a text as a page saved by a person. */
export function readText(body: string, { url = '', headers = {}, expect = ['*seedance-2-0*'] }: ReadOptions = {}): Reading {
  const page = { purpose: '', url, status: 200, headers, body: new TextEncoder().encode(body), captured_at: '2026-08-20T00:00:00Z' };
  return byteplus.read(page, SOURCE, byteplus.settings.parse({ expect }));
}

/** Why a text is refused; null when it is read. */
export function refusalOf(body: string, options: ReadOptions = {}): SourceRefusal | null {
  try {
    readText(body, options);
    return null;
  } catch (fault) {
    if (fault instanceof SourceRefusal) return fault;
    throw fault;
  }
}

/** What a reading says, without the words it was read from: equal for every form of one page. */
export function truth(reading: Pick<Reading, 'routes'>): readonly string[] {
  return reading.routes.flatMap((route) => route.rates.map((rate) =>
    [route.route, rateKey(rate), rate.amount === null ? null : canonicalDecimal(rate.amount), rate.per, rate.kind, JSON.stringify(rate.promotion ?? null)].join(' ')));
}
