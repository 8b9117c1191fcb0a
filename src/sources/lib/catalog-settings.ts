import { z } from 'zod';
import { IDENTITY_CONDITIONS, KINDS, LOOSE_CONDITIONS, METER_UNITS, ROLES, STATUSES, type Meter } from '../../domain/vocabulary.ts';
import { pathFault } from './json-path.ts';

/**
 * What schedules.json says about a catalog that is read without code of its own. The same keys serve JSON, CSV and
 * HTML tables: a table row is an object whose keys are the names given under `columns`.
 */

export const pathSetting = z.string('expected a path such as "cost.input"').superRefine((path, context) => {
  const fault = path === '' ? 'expected a path such as "cost.input", got nothing' : pathFault(path);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
}).describe('A path: keys separated by dots, "*" for any key or element, "{name}" for any key, remembered as a name.');

/** Text with paths or remembered names in braces: "{provider}/{model}". */
export const templateSetting = z.string('expected a text such as "{provider}/{model}"').min(1).superRefine((template, context) => {
  const fault = templateFault(template);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
}).describe('Text in which "{provider}" stands for a remembered name or for the value at that path in the row.');

const oneOrMorePaths = z.union([pathSetting, z.array(pathSetting).min(1)], { error: 'expected a path or a list of paths' });

const pick = z.strictObject({
  path: pathSetting.describe('Where the row says it, or a remembered name.'),
  words: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional().describe('The source\'s words and what they mean here. A word that is missing makes the rate unread.'),
  optional: z.literal(true).optional().describe('Without a value there the rate simply goes without this. Otherwise it is unread.'),
});

const METERS = Object.keys(METER_UNITS) as [Meter, ...Meter[]];
const CONDITION_KEYS = [...IDENTITY_CONDITIONS, ...LOOSE_CONDITIONS] as const;

const filter = z.strictObject({
  path: pathSetting.describe('Where to look in the row, or a remembered name.'),
  in: z.array(z.string()).min(1).optional().describe('One of these texts. Without it: anything at all but null, an empty text or an empty list.'),
});
const filters = z.array(filter).default([]);

const SENTINELS = ['placeholder', 'on_request', 'no_rate', 'zero', 'unread'] as const;

const sentinels = z.record(z.string(), z.enum(SENTINELS));

const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as "USD"');

const rateSetting = z.strictObject({
  meter: z.union([z.enum(METERS), pick], { error: `expected a meter (${METERS.slice(0, 6).join(', ')}, …) or {"path": …}` }).describe('What is counted.'),
  amount: oneOrMorePaths.describe('Where the amount stands. Several paths are several names of one price: when two are there and not equal, the price is unread.'),
  per: z.union([z.int().positive('expected a positive whole number of units'), pick], { error: 'expected a positive whole number of units or {"path": …, "words": {"1M tokens": 1000000}}' }).default(1).describe('For how many units the amount is asked.'),
  scale: z.string().regex(/^(?:[1-9]\d{0,14}|0\.\d{1,14})$/, 'expected a positive decimal as text, such as "1000000"').optional()
    .describe('Multiplies the printed amount exactly: with "1000000" and per 1000000 a price of "0.000003" a token is kept as 3.'),
  currency: z.union([currencyCode, pick], { error: 'expected an ISO 4217 code such as "USD" or {"path": …}' }).optional().describe('Instead of the catalog\'s currency.'),
  each: pathSetting.optional().describe('A list or map inside the row; the other paths of this rate start at each of its elements.'),
  conditions: z.partialRecord(z.enum(CONDITION_KEYS), z.union([templateSetting, z.number(), z.boolean(), pick])).default({})
    .describe('What must hold: constants, templates ("({tier.size},)") or {"path": …}.'),
  kind: z.union([z.enum(KINDS), pick]).default('list').describe('What sort of price it is.'),
  role: z.union([z.enum(ROLES), pick]).default('rate').describe('What part the price plays.'),
  words: z.array(z.string().regex(/\p{L}/u, 'expected words with at least one letter, such as "/ 1M tokens"')).default([]).describe('Words that may stand around the amount ("/ 1M tokens"). Any other word makes it unread.'),
  only: filters.describe('This rate is read only where all of these fit; elsewhere it says nothing about the amount.'),
  skip: filters.describe('Where one of these fits, the amount is knowingly left out: a restatement of another price.'),
  known_keys: z.array(z.string()).min(1).optional().describe('The only keys that an element of `each` may have. With any other one its prices are unread, because it may be a condition.'),
  sentinels: sentinels.optional().describe('Added to the catalog\'s sentinels for this rate: "0": "no_rate" where 0 only means "not priced apart".'),
});

/** The keys that every catalog has, whatever its format; bare, without their defaults, so that a preset can fill them. */
export const catalogKeys = {
  route: templateSetting.describe('The exact model id of a row: "{provider}/{model}", or "{id}".'),
  rates: z.array(rateSetting, 'expected a list of rates, each with a meter and the path of its amount').min(1, 'expected at least one rate').describe('The prices of a row. One that is absent, null or empty is not listed, which is not the same as free.'),
  currency: currencyCode.describe('The currency of all amounts (ISO 4217); USD unless said otherwise.'),
  decimal: z.enum(['.', ',']).describe('The character before the fraction of an amount in a text, "." unless said otherwise; the other one groups thousands.'),
  sentinels: sentinels.describe('Texts that stand where an amount should: "-1": "placeholder", "contact us": "on_request", "free": "zero", "n/a": "no_rate".'),
  status: z.strictObject({
    path: pathSetting.describe('Where the row says its state.'),
    words: z.record(z.string(), z.enum(STATUSES)).describe('The source\'s words and what they mean here. An unknown word is kept and noted, and decides nothing.'),
    absent: z.enum(STATUSES).optional().describe('What it means when a row says nothing.'),
  }).describe('The state of a route.'),
  vendor: templateSetting.describe('Who made the model.'),
  alias: pathSetting.describe('A marketing name, shown beside the route.'),
  only: z.array(filter).describe('Only rows that fit all of these are read.'),
  skip: z.array(filter).describe('Rows that fit one of these are left out.'),
  prices_under: z.array(pathSetting).describe('Every number at or below these paths must be read by a rate; one that is not, and not 0, is listed as unread, so that a new price field is seen.'),
  not_prices: z.array(pathSetting).describe('Numbers under `prices_under` that are no prices, themselves or all below them.'),
  secret_headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected a header name'), z.strictObject({
    env: z.string().min(1).describe('The environment variable that holds the value.'),
    prefix: z.string().optional().describe('Put before the value, such as "Bearer ".'),
  })).describe('Headers whose values come from the environment and are never recorded.'),
} as const;

/** The same keys with their defaults: what a reader works with. */
export const catalogShape = {
  ...catalogKeys,
  currency: catalogKeys.currency.default('USD'),
  decimal: catalogKeys.decimal.default('.'),
  sentinels: catalogKeys.sentinels.default({}),
  status: catalogKeys.status.optional(),
  vendor: catalogKeys.vendor.optional(),
  alias: catalogKeys.alias.optional(),
  only: catalogKeys.only.default([]),
  skip: catalogKeys.skip.default([]),
  prices_under: catalogKeys.prices_under.default([]),
  not_prices: catalogKeys.not_prices.default([]),
  secret_headers: catalogKeys.secret_headers.optional(),
} as const;

const catalogObject = z.strictObject(catalogShape);
export type CatalogSettings = z.output<typeof catalogObject>;
/** A rate as it stands in schedules.json. */
export type RateInput = z.input<typeof rateSetting>;
export type RateSetting = CatalogSettings['rates'][number];
export type Pick = z.output<typeof pick>;
export type Filter = z.output<typeof filter>;
export type Sentinel = (typeof SENTINELS)[number];

/** What is wrong with a template, in words. */
function templateFault(template: string): string | undefined {
  const holes = templateHoles(template);
  if (holes === undefined) return `expected every "{" to have its "}", got "${template}"`;
  return holes.map((hole) => (hole === '' ? `expected a path between the braces of "${template}"` : pathFault(hole))).find((fault) => fault !== undefined);
}

/** The paths in a template's braces; undefined when a brace stands alone. */
function templateHoles(template: string): readonly string[] | undefined {
  const parts = template.split(/\{([^{}]*)\}/);
  const stray = parts.some((part, index) => index % 2 === 0 && /[{}]/.test(part));
  return stray ? undefined : parts.filter((_, index) => index % 2 === 1);
}

/** A template as literal texts and paths in turn, beginning and ending with a literal. */
export function templateParts(template: string): readonly string[] {
  return template.split(/\{([^{}]*)\}/);
}
