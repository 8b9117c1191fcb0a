import { isDeepStrictEqual } from 'node:util';
import { type Reading, type RouteReading } from '../../../domain/reading.ts';
import { settleRates, type FoundRate } from '../../../domain/settle.ts';
import { SourceRefusal } from '../../../domain/finding.ts';
import { isRecord, numberText } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { nameFault } from '../route-name.ts';
import { secondPrices } from './display-prices.ts';
import { GroupBook } from './groups.ts';
import { mediumOf, mediumOfEndpoints, type Medium } from './media.ts';
import { KNOWN_VERSIONS, perMillionFactor, type GatewayProfile } from './profile.ts';
import { KeyWatch, Remarks } from './remarks.ts';
import { type RowContext } from './priced-row.ts';
import { priceWords, rowRates } from './row-rates.ts';
import { statusOf } from './status.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads `/api/pricing` and `/api/website/pricing`: one row is one route, with a price for each group that may call it.
 * @param rows the `data` of the envelope, not empty
 * @throws SourceRefusal `source.shape_changed` when no row names a model
 */
export function readPricing(envelope: Fields, rows: readonly unknown[], profile: GatewayProfile): Reading {
  const remarks = new Remarks();
  const payload = new PricingPayload(envelope, profile, remarks);
  const routes = new Map<string, RouteReading>();
  const keys = new KeyWatch(ROW_KEYS, 'a row', remarks);
  const repeated = new Set<string>();
  for (const fields of rows) {
    const model = isRecord(fields) ? fields['model_name'] : undefined;
    if (!isRecord(fields) || typeof model !== 'string' || model === '') {
      remarks.unread(null, rowWords(fields), 'a row without a model_name, which must be a text');
      continue;
    }
    const fault = nameFault(model);
    if (fault !== null) {
      remarks.unread(null, 'a row of data', fault);
      continue;
    }
    keys.see(fields);
    const route = payload.route(model, fields);
    const other = routes.get(model);
    if (other === undefined) routes.set(model, route);
    else if (!isDeepStrictEqual(other, route)) {
      repeated.add(model);
      routes.set(model, contradicted(other, route));
    }
  }
  if (routes.size === 0) {
    throw new SourceRefusal('source.shape_changed', { expected: `the pricing catalog of ${profile.gateway}: rows with a model_name`, found: `${rows.length} rows, none with a model_name` });
  }
  for (const model of repeated) remarks.unread(model, `model_name ${excerpt(model)}`, 'the model stands in several rows with different values, so none of its prices is certain');
  payload.remarkOnEnvelope(routes);
  return { reader: profile.reader, routes: sortedByName(routes), ...remarks.list(), facts: { rows: rows.length, routes: routes.size, form: 'pricing', ...payload.facts() } };
}

const ENVELOPE_KEYS: ReadonlySet<string> = new Set([
  'success', 'message', 'data', 'vendors', 'group_ratio', 'usable_group', 'supported_endpoint', 'auto_groups', 'pricing_version', 'group_model_ratio', 'display_pricing', 'fetched_at',
]);
const ROW_KEYS: ReadonlySet<string> = new Set([
  'model_name', 'vendor_id', 'quota_type', 'model_ratio', 'completion_ratio', 'model_price', 'cache_ratio', 'create_cache_ratio', 'image_ratio', 'audio_ratio', 'audio_completion_ratio',
  'owner_by', 'enable_groups', 'supported_endpoint_types', 'billing_mode', 'billing_expr', 'description', 'icon', 'tags', 'pricing_version', 'featured_order', 'directory_metadata',
  'availability_status', 'availability_reason', 'availability_detected_at', 'availability_checked_at',
  'cache_creation_5m_ratio', 'cache_creation_1h_ratio', 'step_ratios', 'usage_count', 'billing_type', 'model_type', 'type', 'available',
]);

/** The envelope, and what every row of it is read against. */
class PricingPayload {
  readonly #envelope: Fields;
  readonly #remarks: Remarks;
  readonly #context: RowContext;
  readonly #vendors: ReadonlyMap<string, string>;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #seconds: ReadonlyMap<string, readonly FoundRate[]>;
  readonly #endpointSets = new Map<string, Endpoints>();

  constructor(envelope: Fields, profile: GatewayProfile, remarks: Remarks) {
    this.#envelope = envelope;
    this.#remarks = remarks;
    this.#context = { profile, perMillion: perMillionFactor(profile), groups: new GroupBook(envelope, remarks), remarks, expressions: new Map() };
    this.#vendors = vendorsOf(envelope['vendors']);
    this.#paths = pathsOf(envelope['supported_endpoint']);
    this.#seconds = secondPrices(envelope['display_pricing'], profile.currency, remarks);
  }

  route(model: string, fields: Fields): RouteReading {
    const { groups } = this.#context;
    const set = groups.setOf(fields['enable_groups']);
    const endpoints = this.#endpoints(fields['supported_endpoint_types']);
    const medium = mediumOf(model, endpoints.medium);
    const seconds = this.#seconds.get(model) ?? [];
    if (set === undefined) this.#remarks.unread(model, priceWords(fields), 'its enable_groups is not a list of names');
    const own = set === undefined ? [] : rowRates({ model, fields, groups: set, medium, perSecond: seconds.length > 0 }, this.#context);
    const vendor = this.#vendors.get(numberText(fields['vendor_id']) ?? '');
    // Own fields before the copied ones: the other way round V8 takes many times as long.
    return {
      route: model,
      groups: set?.names ?? [],
      endpoints: endpoints.names,
      rates: seconds.length === 0 ? own : settleRates(model, [...own, ...seconds]).rates,
      formula: null,
      limits: null,
      ...(vendor === undefined ? {} : { vendor }),
      ...statusOf(fields, medium, this.#remarks),
    };
  }

  remarkOnEnvelope(routes: ReadonlyMap<string, RouteReading>): void {
    new KeyWatch(ENVELOPE_KEYS, 'the payload', this.#remarks).see(this.#envelope);
    const version = this.#envelope['pricing_version'];
    if (typeof version === 'string' && !KNOWN_VERSIONS.has(version)) this.#remarks.note('source.schema_note', `the pricing_version ${excerpt(version)} is new here; the payload was read as the known ones are`);
    if (!isRecord(this.#envelope['group_ratio']) && this.#context.groups.size > 0) {
      this.#remarks.note('source.schema_note', 'the payload has no group_ratio: every group counts 1, and prices are those before any group\'s ratio');
    }
    for (const model of this.#seconds.keys()) {
      if (!routes.has(model)) this.#remarks.unread(model, 'a price per second in display_pricing', 'the model has no row in this payload');
    }
  }

  facts(): Readonly<Record<string, string | number | boolean | null>> {
    const version = this.#envelope['pricing_version'];
    return { groups: this.#context.groups.size, vendors: this.#vendors.size, pricing_version: typeof version === 'string' ? version : null };
  }

  /** The endpoint types as a sorted set; rows with the same list share it. */
  #endpoints(given: unknown): Endpoints {
    if (!Array.isArray(given) || given.length === 0) return NO_ENDPOINTS;
    const signature = JSON.stringify(given);
    const known = this.#endpointSets.get(signature);
    if (known !== undefined) return known;
    const names = [...new Set(given.filter((name) => typeof name === 'string'))].toSorted();
    const endpoints = { names, medium: mediumOfEndpoints(names.flatMap((name) => [name, this.#paths.get(name) ?? ''])) };
    this.#endpointSets.set(signature, endpoints);
    return endpoints;
  }
}

interface Endpoints {
  readonly names: readonly string[];
  readonly medium: Medium;
}

const NO_ENDPOINTS: Endpoints = { names: [], medium: null };

/** Two rows of one name that do not agree: what both say stays, and the prices of neither. */
function contradicted(a: RouteReading, b: RouteReading): RouteReading {
  const sameStatus = a.status_raw === b.status_raw;
  return {
    route: a.route, status: sameStatus ? a.status : null, status_raw: sameStatus ? a.status_raw : null,
    groups: union(a.groups, b.groups), endpoints: union(a.endpoints, b.endpoints), rates: [], formula: null, limits: null,
  };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].toSorted();
}

function sortedByName(routes: ReadonlyMap<string, RouteReading>): readonly RouteReading[] {
  return [...routes.values()].toSorted((a, b) => (a.route < b.route ? -1 : 1));
}

function vendorsOf(given: unknown): ReadonlyMap<string, string> {
  const vendors = new Map<string, string>();
  for (const vendor of Array.isArray(given) ? (given as readonly unknown[]) : []) {
    const id = isRecord(vendor) ? numberText(vendor['id']) : undefined;
    if (id !== undefined && isRecord(vendor) && typeof vendor['name'] === 'string') vendors.set(id, vendor['name']);
  }
  return vendors;
}

function pathsOf(given: unknown): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [name, endpoint] of Object.entries(isRecord(given) ? given : {})) {
    if (isRecord(endpoint) && typeof endpoint['path'] === 'string') paths.set(name, endpoint['path']);
  }
  return paths;
}

function rowWords(row: unknown): string {
  return excerpt(isRecord(row) ? `a row with the keys ${Object.keys(row).slice(0, 8).join(', ')}` : `a row that is ${row === null ? 'null' : Array.isArray(row) ? 'a list' : `a ${typeof row}`}`, 200);
}
