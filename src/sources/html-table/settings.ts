import { load } from 'cheerio';
import { z } from 'zod';
import { catalogShape } from '../lib/catalog-settings.ts';
import { columnsSetting } from '../lib/table-columns.ts';

const selector = z.string().min(1).max(500).superRefine((text, context) => {
  try {
    load('')(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `expected a CSS selector, got "${text}": ${error instanceof Error ? error.message : ''}` });
  }
});

/** What a dash or "N/A" in a price table means unless the settings say otherwise: not listed. */
const DASHES = { '-': 'no_rate', '–': 'no_rate', '—': 'no_rate', 'n/a': 'no_rate' } as const;

/** Settings of the `html-table` adapter. `z.toJSONSchema(htmlTableSettings, { io: 'input' })` publishes them. */
export const htmlTableSettings = z.strictObject({
  ...catalogShape,
  sentinels: catalogShape.sentinels.unwrap().default(DASHES),
  columns: columnsSetting,
  table: selector.default('table').describe('A CSS selector of the tables. Every one that has all the columns is read; when none has, the page is refused.'),
  ignore: z.array(selector).default([]).describe('CSS selectors of what does not count inside a cell: footnote marks ("sup"), struck-out prices ("del").'),
  render: z.enum(['http', 'browser']).default('http').describe('Whether the table is in the page as served or appears only in a browser.'),
});

export type HtmlTableSettings = z.output<typeof htmlTableSettings>;
export type HtmlTableSettingsInput = z.input<typeof htmlTableSettings>;
