import { load, type CheerioAPI } from 'cheerio';
import { SourceRefusal } from '../../domain/finding.ts';
import { refuseDeepHtml } from './html-depth.ts';

/**
 * Takes a page apart.
 * @throws SourceRefusal `source.unreadable` for a page that nests too deep, or that the parser itself fails on: parse5
 * throws a RangeError at a numeric character reference of some hundred digits
 */
export function loadHtml(html: string): CheerioAPI {
  refuseDeepHtml(html);
  try {
    return load(html);
  } catch (error) {
    throw new SourceRefusal('source.unreadable', { expected: 'an HTML page', found: `one that cannot be taken apart: ${error instanceof Error ? error.message : String(error)}` });
  }
}
