import { type CapturedPage } from '../../domain/capture.ts';
import { type Reading } from '../../domain/reading.ts';
import { composeSingle, type Adapter } from '../../domain/source.ts';
import { catalogRequest } from '../lib/catalog-request.ts';
import { jsonPath, select } from '../lib/json-path.ts';
import { readCatalog } from '../lib/read-catalog.ts';
import { parseJsonPage } from '../lib/recognise.ts';
import { jsonSettings } from './settings.ts';
import { type JsonSettings } from './shape.ts';

const VERSION = 1;

/** Any catalog served as JSON, read as schedules.json says and without code of its own. */
export const json = {
  name: 'json',
  version: VERSION,
  publisher: 'configured',
  evidence_class: 'catalog',
  settings: jsonSettings,
  follow: catalogRequest,
  read: readJson,
  compose: composeSingle,
} as const satisfies Adapter<JsonSettings>;

/** @throws SourceRefusal when the page is not JSON, or not a catalog of the configured shape */
function readJson(page: CapturedPage, _source: unknown, settings: JsonSettings): Reading {
  const document = parseJsonPage(page, `a JSON catalog with rows at "${settings.rows}"`);
  const rows = select(document, jsonPath(settings.rows));
  return { reader: `json@${VERSION}`, ...readCatalog(rows, settings, `"${settings.rows}" in the JSON document`) };
}
