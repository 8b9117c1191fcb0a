import { z } from 'zod';
import { catalogShape } from '../lib/catalog-settings.ts';
import { columnsSetting } from '../lib/table-columns.ts';

/** A CSV catalog fully described, with its defaults. */
export const csvCatalog = z.strictObject({
  ...catalogShape,
  columns: columnsSetting,
  delimiter: z.enum([',', ';', '\t', '|']).default(',').describe('The character between cells.'),
});

export type CsvSettings = z.output<typeof csvCatalog>;
export type CsvCatalogInput = z.input<typeof csvCatalog>;
