import { z } from 'zod';
import { catalogKeys } from '../lib/catalog-settings.ts';
import { columnsSetting } from '../lib/table-columns.ts';
import { CSV_PRESETS, CSV_PRESET_NAMES } from '../presets/csv-presets.ts';
import { csvCatalog } from './shape.ts';

const given = z.strictObject({
  ...z.strictObject({ ...catalogKeys, columns: columnsSetting, delimiter: csvCatalog.shape.delimiter.unwrap() }).partial().shape,
  preset: z.enum(CSV_PRESET_NAMES).optional().describe('Ready settings; every other key replaces the preset\'s value of that name.'),
});

/** Settings of the `csv` adapter. `z.toJSONSchema(csvSettings, { io: 'input' })` publishes them. */
export const csvSettings = given.transform(({ preset, ...own }) => ({ ...(preset === undefined ? {} : CSV_PRESETS[preset]), ...own })).pipe(csvCatalog);

export type CsvSettingsInput = z.input<typeof given>;
