import { decimalFromText, equalDecimals, product, type Decimal } from '../../../domain/decimal.ts';
import { beyondAnyPrice, isBeyondAnyPrice } from '../../../domain/plausible.ts';
import { type Conditions, type Factor, type Rate } from '../../../domain/rate.ts';
import { settleRates } from '../../../domain/settle.ts';
import { METER_UNITS, type Meter } from '../../../domain/vocabulary.ts';
import { numberText } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { expressionRates } from './expression-rates.ts';
import { type Group } from './groups.ts';
import { type PricedRow, type RowContext } from './priced-row.ts';
import { readSteps } from './steps.ts';

/**
 * The rates of one row, sorted by key, each amount the exact product of its factors.
 * What the row says and cannot be read is remarked on.
 */
export function rowRates(row: PricedRow, context: RowContext): readonly Rate[] {
  const rates = anyRates(row, context);
  const beyond = rates.find(isBeyondAnyPrice);
  if (beyond === undefined) return rates;
  context.remarks.unread(row.model, priceWords(row.fields), beyondAnyPrice(beyond));
  return rates.filter((rate) => !isBeyondAnyPrice(rate));
}

function anyRates(row: PricedRow, context: RowContext): readonly Rate[] {
  const { model, fields, groups } = row;
  if (groups.byKey.length === 0) {
    context.remarks.unread(model, priceWords(fields), 'its enable_groups is empty: no group can call it, so no price applies');
    return [];
  }
  const mode = fields['billing_mode'];
  const expression = fields['billing_expr'];
  if (typeof expression === 'string' && expression !== '') return expressionRates(row, expression, context);
  if (mode !== undefined && mode !== null && mode !== '' && mode !== 'ratio') {
    context.remarks.unread(model, priceWords(fields), mode === 'tiered_expr' ? 'billing_mode tiered_expr without an expression' : `the billing_mode ${saidOf(mode)} is not known here`);
    return [];
  }
  const quotaType = numberText(fields['quota_type']);
  if (quotaType === '0') return tokenRates(row, context);
  if (quotaType === '1') return requestRates(row, context);
  context.remarks.unread(model, priceWords(fields), 'its quota_type is neither 0 (token ratio) nor 1 (per request)');
  return [];
}

/** A price component: the fields whose ratios multiply the input price; it is there when the last of them is. */
interface Component {
  readonly meter: Meter;
  readonly fields: readonly string[];
  readonly option?: string;
}

/** In the order of the rates' keys, so that rows need no sorting. */
const COMPONENTS: readonly Component[] = [
  { meter: 'audio_input_token', fields: ['audio_ratio'] },
  { meter: 'audio_output_token', fields: ['audio_ratio', 'audio_completion_ratio'] },
  { meter: 'cache_write_token', fields: ['create_cache_ratio'] },
  { meter: 'cache_write_token', fields: ['cache_creation_1h_ratio'], option: 'cache_1h' },
  { meter: 'cache_write_token', fields: ['cache_creation_5m_ratio'], option: 'cache_5m' },
  { meter: 'cached_input_token', fields: ['cache_ratio'] },
  { meter: 'image_input_token', fields: ['image_ratio'] },
  { meter: 'input_token', fields: [] },
  { meter: 'output_token', fields: ['completion_ratio'] },
];
/** What the server puts where nobody set a ratio. */
export const PLACEHOLDER_RATIO = '37.5';

function tokenRates(row: PricedRow, context: RowContext): readonly Rate[] {
  const { model, fields, groups } = row;
  const ratio = ratioField(fields, 'model_ratio', row, context);
  if (ratio === undefined) {
    context.remarks.unread(model, priceWords(fields), 'a token price needs a model_ratio, a number of 0 or more');
    return [];
  }
  const placeholder = isPlaceholderRatio(ratio.value);
  const steps = readSteps(fields['step_ratios'], model, context.remarks);
  if (steps === 'unread') return [];
  const base = placeholder ? '' : product(context.perMillion.value, ratio.value);
  const rates: Rate[] = [];
  let plain = true;
  for (const component of COMPONENTS) {
    const own = component.fields.length === 0 ? NO_FACTORS : componentFactors(component, row, context);
    if (own === undefined) continue;
    if (component.option !== undefined) plain = false;
    const factors = [context.perMillion, ratio, ...own];
    const before = own.length === 0 || placeholder ? base : product(base, ...own.map(({ value }) => value));
    for (const group of groups.byKey) {
      const conditions = conditionsOf(group, component.option, steps.other);
      if (placeholder) {
        rates.push(placeholderRate(component.meter, conditions, context));
        continue;
      }
      const groupRatio = context.groups.ratioFor(group, model);
      if (groupRatio === null) continue;
      rates.push(groupRatio === undefined
        ? tokenRate(component.meter, conditions, context, before, factors)
        : tokenRate(component.meter, conditions, context, product(before, groupRatio.value), [...factors, groupRatio]));
    }
  }
  // Rows with options are the only ones whose keys are not in order already.
  return plain ? rates : settleRates(model, rates).rates;
}

const NO_FACTORS: readonly Factor[] = [];

/** Undefined where the component is absent, or could not be read (remarked on). */
function componentFactors({ fields, meter }: Component, row: PricedRow, context: RowContext): readonly Factor[] | undefined {
  const last = fields.at(-1);
  if (last === undefined || row.fields[last] === undefined || row.fields[last] === null) return undefined;
  const factors: Factor[] = [];
  for (const field of fields) {
    const factor = ratioField(row.fields, field, row, context);
    if (factor === undefined) {
      if (field !== last) context.remarks.unread(row.model, `${last} ${saidOf(row.fields[last])}`, `${meter} needs ${field} as well, and there is none`);
      return undefined;
    }
    factors.push(factor);
  }
  return factors;
}

function requestRates(row: PricedRow, context: RowContext): readonly Rate[] {
  const { model, fields, groups } = row;
  if (row.perSecond) return [];
  if (row.medium === 'video') {
    context.remarks.unread(model, priceWords(fields), 'the model_price of a video route may be the basis of a calculation and not a price for one call');
    return [];
  }
  const price = ratioField(fields, 'model_price', row, context);
  if (price === undefined) {
    context.remarks.unread(model, priceWords(fields), 'a price per request needs a model_price, a number of 0 or more');
    return [];
  }
  const rates: Rate[] = [];
  for (const group of groups.byKey) {
    const groupRatio = context.groups.ratioFor(group, model);
    if (groupRatio === null) continue;
    const factors = groupRatio === undefined ? [price] : [price, groupRatio];
    rates.push({
      meter: 'request', unit: 'request', per: 1, amount: product(...factors.map(({ value }) => value)), currency: context.profile.currency,
      conditions: group.conditions, role: 'rate', kind: 'list', factors,
    });
  }
  return rates;
}

function tokenRate(meter: Meter, conditions: Conditions, { profile }: RowContext, amount: Decimal, factors: readonly Factor[]): Rate {
  return { meter, unit: METER_UNITS[meter], per: 1_000_000, currency: profile.currency, conditions, role: 'rate', amount, kind: 'list', factors };
}

function placeholderRate(meter: Meter, conditions: Conditions, { profile }: RowContext): Rate {
  return { meter, unit: METER_UNITS[meter], per: 1_000_000, currency: profile.currency, conditions, role: 'rate', amount: null, kind: 'placeholder' };
}

/** Most rates have a group and nothing else, and share that one object. */
function conditionsOf(group: Group, option: string | undefined, other: string | undefined): Conditions {
  if (option === undefined && other === undefined) return group.conditions;
  return { ...group.conditions, ...(option === undefined ? {} : { option }), ...(other === undefined ? {} : { other }) };
}

/** A ratio or price as a factor of the route's own; undefined where it is absent, or no number of 0 or more (remarked on). */
function ratioField(fields: PricedRow['fields'], field: string, row: PricedRow, { remarks }: RowContext): Factor | undefined {
  const given = fields[field];
  if (given === undefined || given === null) return undefined;
  const text = numberText(given);
  const value = text === undefined ? undefined : decimalFromText(text);
  if (value === undefined || value.startsWith('-')) {
    remarks.unread(row.model, `${field} ${saidOf(given)}`, `${field} is not a decimal number of 0 or more with at most 60 digits`);
    return undefined;
  }
  return { name: field, value };
}

/** 37.5, also as 37.50: "not configured". */
function isPlaceholderRatio(ratio: Decimal): boolean {
  return ratio === PLACEHOLDER_RATIO || (ratio.startsWith(PLACEHOLDER_RATIO) && equalDecimals(ratio, PLACEHOLDER_RATIO));
}

/** The words of a row that carry its price, for a person who decides about it. */
export function priceWords(fields: PricedRow['fields']): string {
  const told = ['billing_mode', 'quota_type', 'model_ratio', 'model_price', 'completion_ratio', 'billing_expr'].filter((field) => fields[field] !== undefined);
  return told.map((field) => `${field} ${saidOf(fields[field])}`).join(', ');
}

function saidOf(value: unknown): string {
  return numberText(value) ?? excerpt(typeof value === 'string' ? value : JSON.stringify(value) ?? 'nothing', 200);
}
