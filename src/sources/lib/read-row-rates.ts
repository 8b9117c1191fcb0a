import { product } from '../../domain/decimal.ts';
import { rate as buildRate, type ConditionValue } from '../../domain/rate.ts';
import { type Unread } from '../../domain/reading.ts';
import { type FoundRate } from '../../domain/settle.ts';
import { KINDS, ROLES, isMeter, type Kind, type Role } from '../../domain/vocabulary.ts';
import { fillTemplate, fits, isListed, pickValue, shown, type Picked, type Scope } from './catalog-scope.ts';
import { type CatalogSettings, type Pick as PickSetting, type RateSetting } from './catalog-settings.ts';
import { readAmount } from './read-amount.ts';
import { isRecord } from './json.ts';
import { join, jsonPath, select, type Found } from './json-path.ts';

export interface RowRates {
  readonly rates: readonly FoundRate[];
  readonly unread: readonly Unread[];
  /** The paths of all values that a rate of the settings speaks for, whether it could be read or not. */
  readonly accounted: ReadonlySet<string>;
}

/** All rates of one row as the settings say. What stands there and cannot be read with certainty is unread. */
export function rowRates(row: Scope, route: string, settings: CatalogSettings): RowRates {
  const rates: FoundRate[] = [];
  const unread: Unread[] = [];
  const accounted = new Set<string>();
  for (const setting of settings.rates) {
    for (const place of places(row, setting)) {
      if (!setting.only.every((filter) => fits(place.scope, filter))) continue;
      accounted.add(place.at);
      if (!isListed(place.value) || setting.skip.some((filter) => fits(place.scope, filter))) continue;
      const read = readRate(place, setting, settings);
      if (read.kind === 'value') rates.push(read.value);
      else if (read.kind === 'unread') unread.push({ route, said: `${place.at}: ${shown(place.value)}`, reason: read.reason });
    }
  }
  return { rates, unread, accounted };
}

interface Place extends Found {
  readonly scope: Scope;
}

/** Every value that a rate's amount paths lead to, each with the scope its conditions are looked up in. */
function places(row: Scope, setting: RateSetting): readonly Place[] {
  const elements = setting.each === undefined
    ? [{ scope: row, at: '' }]
    : select(row.objects[0], jsonPath(setting.each)).flatMap((found) => children(row, found));
  return elements.flatMap(({ scope, at }) => [setting.amount].flat().flatMap((path) =>
    select(scope.objects[0], jsonPath(path)).map((found) => ({
      ...found, at: join(at, found.at), scope: { names: { ...scope.names, ...found.names }, objects: scope.objects },
    }))));
}

/** `each` may name the list itself or, with `*` or `{name}`, its elements. */
function children(row: Scope, found: Found): readonly { readonly scope: Scope; readonly at: string }[] {
  const scopeOf = (value: unknown): Scope => ({ names: { ...row.names, ...found.names }, objects: [value, ...row.objects] });
  if (!Array.isArray(found.value)) return [{ scope: scopeOf(found.value), at: found.at }];
  return found.value.map((value: unknown, index) => ({ scope: scopeOf(value), at: join(found.at, String(index)) }));
}

function readRate(place: Place, setting: RateSetting, settings: CatalogSettings): Picked<FoundRate> {
  const strange = unknownKey(place.scope.objects[0], setting.known_keys);
  if (strange !== undefined) return { kind: 'unread', reason: `the key ${JSON.stringify(shown(strange))} beside it is not known and may be a condition` };
  const meter = chosen(place.scope, setting.meter, isMeter, 'a meter');
  const per = chosen(place.scope, setting.per, isCount, 'a number of units');
  const picked = chosen(place.scope, setting.currency ?? settings.currency, isCurrency, 'an ISO 4217 currency');
  const currency = picked.kind === 'absent' ? { kind: 'value', value: settings.currency } as const : picked;
  const kind = chosen(place.scope, setting.kind, isKind, 'a kind of price');
  const role = chosen(place.scope, setting.role, isRole, 'a role');
  const conditions = readConditions(place.scope, setting);
  for (const part of [meter, per, currency, kind, role, conditions]) if (part.kind === 'unread') return part;
  if (meter.kind !== 'value' || per.kind !== 'value' || currency.kind !== 'value' || kind.kind !== 'value' || role.kind !== 'value' || conditions.kind !== 'value') {
    return { kind: 'unread', reason: 'meter, per, kind and role cannot be optional' };
  }
  const amount = readAmount(place.value, { currency: currency.value, decimal: settings.decimal, words: setting.words }, { ...settings.sentinels, ...setting.sentinels });
  if (amount.kind === 'no_rate') return { kind: 'absent' };
  if (amount.kind === 'unread') return amount;
  const scaled = amount.kind === 'amount' ? (setting.scale === undefined ? amount.amount : product(amount.amount, setting.scale)) : null;
  return {
    kind: 'value',
    value: buildRate({
      meter: meter.value, amount: scaled, per: Number(per.value), currency: currency.value, role: role.value,
      kind: amount.kind === 'amount' ? kind.value : amount.kind,
      conditions: conditions.value,
      said: `${place.at}: ${shown(place.value)}`,
    }),
  };
}

function unknownKey(element: unknown, known: readonly string[] | undefined): string | undefined {
  return known === undefined || !isRecord(element) ? undefined : Object.keys(element).find((key) => !known.includes(key));
}

/** A constant of the settings, or what the row says at the place they name, held to what is allowed there. */
function chosen<Value extends string | number>(scope: Scope, setting: Value | PickSetting, allowed: (value: string) => boolean, expected: string): Picked<Value> {
  if (typeof setting !== 'object') return { kind: 'value', value: setting };
  const picked = pickValue(scope, setting);
  if (picked.kind !== 'value') return picked;
  const text = String(picked.value);
  return allowed(text) ? { kind: 'value', value: text as Value } : { kind: 'unread', reason: `expected ${expected} at "${setting.path}", got ${JSON.stringify(shown(text))}` };
}

const isCount = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);
const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text);
const isKind = (text: string): text is Kind => (KINDS as readonly string[]).includes(text);
const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

/** Conditions whose words a source may print as it likes; all others are lower case, so that two spellings are one key. */
const AS_PRINTED: ReadonlySet<string> = new Set(['group', 'region', 'note', 'other', 'audience', 'valid_until']);

function readConditions(scope: Scope, setting: RateSetting): Picked<Record<string, ConditionValue>> {
  const conditions: Record<string, ConditionValue> = {};
  for (const [key, wanted] of Object.entries(setting.conditions)) {
    const picked = conditionValue(scope, wanted);
    if (picked.kind === 'unread') return { kind: 'unread', reason: `the condition "${key}" is not known: ${picked.reason}` };
    if (picked.kind === 'value') conditions[key] = conditionForm(key, picked.value);
  }
  return { kind: 'value', value: conditions };
}

function conditionValue(scope: Scope, wanted: ConditionValue | PickSetting): Picked<ConditionValue> {
  if (typeof wanted === 'object') return pickValue(scope, wanted);
  if (typeof wanted !== 'string') return { kind: 'value', value: wanted };
  const filled = fillTemplate(scope, wanted);
  return filled === undefined ? { kind: 'unread', reason: `nothing to fill "${wanted}" with` } : { kind: 'value', value: filled };
}

/** Values in the form of the vocabulary: lower case, `audio` a truth value, `duration_s` a number. */
function conditionForm(key: string, value: ConditionValue): ConditionValue {
  if (typeof value !== 'string') return value;
  const text = AS_PRINTED.has(key) ? value : value.toLowerCase();
  if (key === 'audio' && (text === 'true' || text === 'false')) return text === 'true';
  if (key === 'duration_s' && /^\d{1,6}(?:\.\d{1,3})?$/.test(text)) return Number(text);
  if (key === 'prompt_tokens') return intervalForm(text);
  return key === 'resolution' ? text.replaceAll(/\s+/g, '') : text;
}

/** "(32000.0, 128000.0]" → "(32000,128000]"; an interval from 0 includes it. */
function intervalForm(text: string): string {
  return text.replaceAll(/\s+/g, '').replaceAll(/\.0+(?=[,\])]|$)/g, '').replace(/^\(0,/, '[0,');
}
