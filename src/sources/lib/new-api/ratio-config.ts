import { SourceRefusal } from '../../../domain/finding.ts';
import { routeReading, type Reading, type RouteReading } from '../../../domain/reading.ts';
import { nameFault } from '../route-name.ts';
import { isRecord } from '../json.ts';
import { GroupBook, NO_GROUPS } from './groups.ts';
import { mediumOf } from './media.ts';
import { perMillionFactor, type GatewayProfile } from './profile.ts';
import { KeyWatch, Remarks } from './remarks.ts';
import { type RowContext } from './priced-row.ts';
import { priceWords, rowRates } from './row-rates.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The maps of `/api/ratio_config`, each from model to number or, for the last two, to text. */
const MAPS = [
  'model_ratio', 'model_price', 'completion_ratio', 'cache_ratio', 'create_cache_ratio', 'image_ratio', 'audio_ratio', 'audio_completion_ratio', 'billing_mode', 'billing_expr',
] as const;

export function isRatioConfig(data: unknown): data is Fields {
  return isRecord(data) && MAPS.some((map) => isRecord(data[map]));
}

/**
 * Reads `/api/ratio_config`: one catalog without groups, whose routes are the keys of all its maps. Its row count is
 * that of `model_ratio`, the map that every token-priced model is in.
 * @throws SourceRefusal `source.unreadable` when all maps are empty
 */
export function readRatioConfig(data: Fields, profile: GatewayProfile): Reading {
  const remarks = new Remarks();
  new KeyWatch(new Set<string>(MAPS), 'the ratio dump', remarks).see(data);
  const rows = rowsOf(data);
  if (rows.size === 0) throw new SourceRefusal('source.unreadable', { expected: `the ratios of ${profile.gateway}`, found: 'ratio maps that are all empty' });
  const context: RowContext = { profile, perMillion: perMillionFactor(profile), groups: new GroupBook({}, remarks), remarks, expressions: new Map() };
  const routes = [...rows].flatMap(([model, fields]) => {
    const fault = nameFault(model);
    if (fault === null) return [ratioRoute(model, fields, context)];
    remarks.unread(null, 'an entry of the ratio maps', fault);
    return [];
  });
  const listed = isRecord(data['model_ratio']) ? Object.keys(data['model_ratio']).length : 0;
  return {
    reader: profile.reader, routes: routes.toSorted((a, b) => (a.route < b.route ? -1 : 1)), ...remarks.list(),
    facts: { rows: listed === 0 ? rows.size : listed, routes: rows.size, form: 'ratio_config' },
  };
}

/** Turns the maps around: what each of them says about one model, as a row of the pricing payload would. */
function rowsOf(data: Fields): ReadonlyMap<string, Fields> {
  const rows = new Map<string, Record<string, unknown>>();
  for (const map of MAPS) {
    const values = data[map];
    if (!isRecord(values)) continue;
    for (const [model, value] of Object.entries(values)) {
      const row = rows.get(model) ?? {};
      row[map] = value;
      rows.set(model, row);
    }
  }
  return rows;
}

function ratioRoute(model: string, fields: Fields, context: RowContext): RouteReading {
  const medium = mediumOf(model);
  const [perToken, perRequest] = [fields['model_ratio'] !== undefined, fields['model_price'] !== undefined];
  const expression = fields['billing_expr'] !== undefined;
  if (!expression && perToken === perRequest) {
    context.remarks.unread(model, priceWords(fields), perToken ? 'it has both a model_ratio and a model_price' : 'it has neither a model_ratio nor a model_price');
    return routeReading(model);
  }
  const row = { ...fields, quota_type: perRequest && !perToken ? 1 : 0 };
  return routeReading(model, { rates: rowRates({ model, fields: row, groups: NO_GROUPS, medium, perSecond: false }, context) });
}
