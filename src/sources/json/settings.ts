import { z } from 'zod';
import { JSON_PRESETS, JSON_PRESET_NAMES } from '../presets/json-presets.ts';
import { jsonCatalog, jsonKeys } from './shape.ts';

/** As it may stand in schedules.json: with a preset everything else is optional and replaces the preset's value whole. */
const given = z.strictObject({
  ...z.strictObject(jsonKeys).partial().shape,
  preset: z.enum(JSON_PRESET_NAMES).optional().describe('The settings of a well-known catalog; every other key replaces the preset\'s value of that name.'),
});

/** Settings of the `json` adapter. `z.toJSONSchema(jsonSettings, { io: 'input' })` publishes them. */
export const jsonSettings = given.transform(({ preset, ...own }) => ({ ...(preset === undefined ? {} : JSON_PRESETS[preset]), ...own })).pipe(jsonCatalog);

export type JsonSettingsInput = z.input<typeof given>;
