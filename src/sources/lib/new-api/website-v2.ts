import { SourceRefusal } from '../../../domain/finding.ts';
import { equalDecimals, product } from '../../../domain/decimal.ts';
import { routeReading, type Reading, type RouteReading } from '../../../domain/reading.ts';
import { settleRates, type FoundRate } from '../../../domain/settle.ts';
import { METER_UNITS, type Meter } from '../../../domain/vocabulary.ts';
import { isRecord } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { nameFault } from '../route-name.ts';
import { mediumOf } from './media.ts';
import { pricePairs, type PricePair } from './price-pairs.ts';
import { KNOWN_VERSIONS, type GatewayProfile } from './profile.ts';
import { KeyWatch, Remarks } from './remarks.ts';
import { PLACEHOLDER_RATIO } from './row-rates.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What each price of `/api/website/pricing/v2` counts, and for how many. */
const PRICES: Readonly<Record<string, { readonly meter: Meter; readonly per: number }>> = {
  input: { meter: 'input_token', per: 1_000_000 },
  output: { meter: 'output_token', per: 1_000_000 },
  cache: { meter: 'cached_input_token', per: 1_000_000 },
  create_cache: { meter: 'cache_write_token', per: 1_000_000 },
  image: { meter: 'image_input_token', per: 1_000_000 },
  audio_input: { meter: 'audio_input_token', per: 1_000_000 },
  audio_output: { meter: 'audio_output_token', per: 1_000_000 },
  request: { meter: 'request', per: 1 },
  second: { meter: 'video_second', per: 1 },
};
const ENVELOPE_KEYS: ReadonlySet<string> = new Set(['success', 'message', 'schema_version', 'generated_at', 'models']);
const ROW_KEYS: ReadonlySet<string> = new Set(['model_name', 'billing_kind', 'prices', 'featured_order']);
const BILLING_KINDS: ReadonlySet<unknown> = new Set(['token_ratio', 'request_base', 'tiered_expr', 'per_second', 'request', 'token']);

/**
 * Reads `/api/website/pricing/v2`: prices as text, before a group's ratio and for the group. It says nothing about
 * status, vendors and endpoints.
 * @throws SourceRefusal `source.shape_changed` when no row names a model
 */
export function readWebsiteV2(envelope: Fields, models: readonly unknown[], profile: GatewayProfile): Reading {
  const remarks = new Remarks();
  const keys = new KeyWatch(ROW_KEYS, 'a row', remarks);
  const found = new Map<string, FoundRate[]>();
  const groups = new Map<string, Set<string>>();
  for (const fields of models) {
    const model = isRecord(fields) ? fields['model_name'] : undefined;
    if (!isRecord(fields) || typeof model !== 'string' || model === '') {
      remarks.unread(null, 'a row of models', 'a row without a model_name, which must be a text');
      continue;
    }
    const fault = nameFault(model);
    if (fault !== null) {
      remarks.unread(null, 'a row of models', fault);
      continue;
    }
    keys.see(fields);
    const prices = isRecord(fields['prices']) ? fields['prices'] : {};
    found.set(model, [...(found.get(model) ?? []), ...rowPrices(model, fields['billing_kind'], prices, profile, remarks)]);
    const named = Object.values(prices).flatMap((value) => pricePairs(value) ?? []).map(({ group }) => group);
    groups.set(model, new Set([...(groups.get(model) ?? []), ...named]));
  }
  if (found.size === 0) throw new SourceRefusal('source.shape_changed', { expected: `the website pricing of ${profile.gateway}: models with a model_name`, found: `${models.length} rows, none with a model_name` });
  new KeyWatch(ENVELOPE_KEYS, 'the payload', remarks).see(envelope);
  const version = envelope['schema_version'];
  if (typeof version === 'string' && !KNOWN_VERSIONS.has(version)) remarks.note('source.schema_note', `the schema_version ${excerpt(version)} is new here; the payload was read as the known ones are`);
  const routes = [...found].map(([model, rates]): RouteReading => {
    const settled = settleRates(model, rates);
    for (const { said, reason } of settled.unread) remarks.unread(model, said, reason);
    return routeReading(model, { groups: [...groups.get(model) ?? []].toSorted(), rates: settled.rates });
  });
  return {
    reader: profile.reader, routes: routes.toSorted((a, b) => (a.route < b.route ? -1 : 1)), ...remarks.list(),
    facts: { rows: models.length, routes: routes.length, form: 'website_v2', schema_version: typeof version === 'string' ? version : null },
  };
}

function rowPrices(model: string, kind: unknown, prices: Fields, profile: GatewayProfile, remarks: Remarks): readonly FoundRate[] {
  if (!BILLING_KINDS.has(kind)) {
    remarks.unread(model, `billing_kind ${excerpt(JSON.stringify(kind) ?? 'nothing')}`, 'its billing_kind is not known here');
    return [];
  }
  const pairs = Object.entries(prices).flatMap(([name, value]) => value === null ? [] : [{ name, value, pairs: pricePairs(value) }]);
  if (kind === 'tiered_expr') {
    remarks.unread(model, excerpt(JSON.stringify(prices), 300), 'a tiered expression has several prices, and this payload does not say under which conditions');
    return [];
  }
  if (pairs.length === 0) remarks.unread(model, `billing_kind ${String(kind)}`, 'it has a billing kind and no prices');
  const placeholder = isPlaceholder(pairs.find(({ name }) => name === 'input')?.pairs, profile);
  return pairs.flatMap(({ name, value, pairs: given }) => {
    const counted = Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
    if (counted === undefined || given === undefined) {
      remarks.unread(model, `${excerpt(name)} ${excerpt(JSON.stringify(value), 200)}`, counted === undefined ? 'a price of a kind that is not known here' : 'not a pair of configured price and group price');
      return [];
    }
    if (name === 'request' && mediumOf(model) === 'video') {
      remarks.unread(model, `request ${excerpt(JSON.stringify(value), 200)}`, 'the price per call of a video route may be the basis of a calculation and not a price for one call');
      return [];
    }
    return given.map((pair) => pairRate(pair, counted, placeholder, profile));
  });
}

/** The default ratio shows through as 37.5 times the price of ratio 1. */
function isPlaceholder(input: readonly PricePair[] | undefined, profile: GatewayProfile): boolean {
  const configured = input?.[0]?.configured;
  return configured !== undefined && equalDecimals(configured, product(PLACEHOLDER_RATIO, profile.perMillion));
}

function pairRate({ group, amount, factors, from }: PricePair, { meter, per }: { readonly meter: Meter; readonly per: number }, placeholder: boolean, profile: GatewayProfile): FoundRate {
  const common = { meter, unit: METER_UNITS[meter], per, currency: profile.currency, conditions: { group }, role: 'rate' } as const;
  return placeholder ? { ...common, amount: null, kind: 'placeholder' } : { ...common, amount, kind: from ? 'from' : 'list', factors };
}
