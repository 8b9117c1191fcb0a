import { type JsonCatalogInput } from '../json/shape.ts';
import { litellm } from './litellm.ts';
import { modelsDev } from './models-dev.ts';
import { openrouter } from './openrouter.ts';
import { plainJson } from './plain-json.ts';

export const JSON_PRESET_NAMES = ['openrouter', 'models-dev', 'litellm', 'plain-json'] as const;
export type JsonPresetName = (typeof JSON_PRESET_NAMES)[number];

/** Ready settings of the `json` adapter, by the name that stands in schedules.json under "preset". */
export const JSON_PRESETS: Readonly<Record<JsonPresetName, JsonCatalogInput>> = { openrouter, 'models-dev': modelsDev, litellm, 'plain-json': plainJson };
