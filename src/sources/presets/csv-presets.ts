import { type CsvCatalogInput } from '../csv/shape.ts';
import { plainCsv } from './plain-csv.ts';

export const CSV_PRESET_NAMES = ['plain-csv'] as const;
export type CsvPresetName = (typeof CSV_PRESET_NAMES)[number];

/** Ready settings of the `csv` adapter, by the name that stands in schedules.json under "preset". */
export const CSV_PRESETS: Readonly<Record<CsvPresetName, CsvCatalogInput>> = { 'plain-csv': plainCsv };
