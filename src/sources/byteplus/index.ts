import { z } from 'zod';
import { type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { composeSingle, type Adapter, type Composition, type ReadPage } from '../../domain/source.ts';
import { canonicalRate } from '../../domain/canonical.ts';
import { type Note } from '../../domain/reading.ts';
import { holdsDocument } from './document.ts';
import { readByteplusPage } from './reader.ts';

const VERSION = 2;

/** What stands in schedules.json beside id, url and cron. */
const settings = z.object({
  /** Whether a browser is used: only when the page as served holds no document, on every check, or not at all. */
  render: z.enum(['auto', 'always', 'never']).default('auto'),
  /** Exact model ids, globs or marketing names that a reviewer needs; a missing one is a finding. */
  expect: z.array(z.string().trim().min(1).max(200)).max(200).default(['*seedance-2-0*']),
});

export type ByteplusSettings = z.infer<typeof settings>;

/** The BytePlus ModelArk price page: router data first, the rendered page where that is missing. */
export const byteplus = {
  name: 'byteplus',
  version: VERSION,
  publisher: 'BytePlus',
  evidence_class: 'record',
  settings,
  follow(source, { render }, pages): readonly CaptureRequest[] {
    const served = pages.find((page) => page.purpose === 'page');
    if (served === undefined) return pages.length > 0 ? [] : [{ purpose: 'page', url: source.url, method: 'http', ...(render === 'never' ? {} : { optional: true }) }];
    if (render === 'never' || pages.some((page) => page.purpose === 'rendered')) return [];
    const enough = holdsDocument(served);
    if (render === 'auto' && enough) return [];
    return [{ purpose: 'rendered', url: source.url, method: 'browser', waitFor: { selector: 'table' }, ...(enough ? { optional: true } : {}) }];
  },
  read: (page: CapturedPage, _source, { expect }) => readByteplusPage(page, `byteplus@${VERSION}`, expect),
  compose,
} as const satisfies Adapter<ByteplusSettings>;

/** One page speaks: the one as served before the rendered one, which then only agrees or disagrees. */
function compose(pages: readonly ReadPage[]): Composition {
  const served = pages.find(({ page }) => page.purpose !== 'rendered');
  const rendered = pages.find(({ page }) => page.purpose === 'rendered');
  if (served === undefined || rendered === undefined) return composeSingle(pages.slice(0, 1));
  const composition = composeSingle([served]);
  const [a, b] = [lines(served), lines(rendered)];
  const apart = [...a].filter((line) => !b.has(line)).length + [...b].filter((line) => !a.has(line)).length;
  const note: Note = { kind: 'source.schema_note', message: `the page as served and the rendered page differ in ${apart} rates: the rates are those as served` };
  return apart === 0 ? composition : { ...composition, notes: [...composition.notes, note] };
}

function lines({ reading }: ReadPage): ReadonlySet<string> {
  return new Set(reading.routes.flatMap((route) => route.rates.map((rate) => canonicalRate(route.route, rate))));
}
