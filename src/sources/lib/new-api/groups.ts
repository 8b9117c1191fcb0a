import { decimalFromText, equalDecimals } from '../../../domain/decimal.ts';
import { type Conditions, type Factor } from '../../../domain/rate.ts';
import { isRecord, numberText } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { type Remarks } from './remarks.ts';

/** A group of callers, or the whole of a catalog that knows no groups (`name` null). */
export interface Group {
  readonly name: string | null;
  /** Shared by all rates of the group: a catalog has hundreds of thousands of them. */
  readonly conditions: Conditions;
  /** Null when the group's ratio could not be read, absent where there are no groups. */
  readonly ratio?: Factor | null;
}

/** The groups of one row. `names` is sorted; `byKey` is in the order of the rates' keys. */
export interface GroupSet {
  readonly names: readonly string[];
  readonly byKey: readonly Group[];
}

export const NO_GROUPS: GroupSet = { names: [], byKey: [{ name: null, conditions: {} }] };

interface Override {
  readonly pattern: string;
  readonly parts: readonly string[];
  readonly factor: Factor | null;
}

/** Knows the groups of one payload, their ratios, and the ratios that a group has for single models. */
export class GroupBook {
  readonly #ratios: Readonly<Record<string, unknown>>;
  readonly #usable: readonly string[];
  readonly #groupless: boolean;
  readonly #remarks: Remarks;
  readonly #groups = new Map<string, Group>();
  readonly #sets = new Map<string, GroupSet>();
  readonly #exact = new Map<string, ReadonlyMap<string, Factor | null>>();
  readonly #patterns = new Map<string, readonly Override[]>();

  constructor(envelope: Readonly<Record<string, unknown>>, remarks: Remarks) {
    this.#remarks = remarks;
    this.#ratios = isRecord(envelope['group_ratio']) ? envelope['group_ratio'] : {};
    this.#usable = Object.keys(isRecord(envelope['usable_group']) ? envelope['usable_group'] : this.#ratios);
    this.#groupless = !isRecord(envelope['group_ratio']) && !isRecord(envelope['usable_group']);
    if (isRecord(envelope['group_model_ratio'])) this.#readOverrides(envelope['group_model_ratio']);
  }

  /** How many groups the payload's rows use so far. */
  get size(): number {
    return this.#groups.size;
  }

  /**
   * The groups that `enable_groups` names; "all" stands for every usable group. A row without the field belongs to a
   * catalog without groups when the payload names none either. Undefined when the value is no list of names.
   */
  setOf(enableGroups: unknown): GroupSet | undefined {
    if (enableGroups === undefined && this.#groupless) return NO_GROUPS;
    if (enableGroups == null) return EMPTY;
    if (!Array.isArray(enableGroups) || !enableGroups.every((name) => typeof name === 'string')) return undefined;
    const listed: readonly string[] = enableGroups;
    const signature = listed.length === 1 ? listed[0] ?? '' : JSON.stringify(listed);
    const known = this.#sets.get(signature);
    if (known !== undefined) return known;
    const expanded = listed.includes('all') && this.#usable.length > 0 ? [...listed.filter((name) => name !== 'all'), ...this.#usable] : listed;
    const names = [...new Set(expanded)].toSorted(byCodeUnit);
    const byKey = names.map((name) => this.#group(name)).toSorted((a, b) => byCodeUnit(JSON.stringify(a.conditions), JSON.stringify(b.conditions)));
    const set = { names, byKey };
    this.#sets.set(signature, set);
    return set;
  }

  /**
   * The ratio of a group for one model: the model's own where the group has one, which replaces the group's.
   * Undefined where there are no groups, null when it could not be read (remarked on).
   */
  ratioFor(group: Group, model: string): Factor | null | undefined {
    if (group.name === null || (this.#exact.size === 0 && this.#patterns.size === 0)) return group.ratio;
    const exact = this.#exact.get(group.name);
    const own = exact?.get(normalisedModel(model)) ?? exact?.get(model);
    if (own !== undefined) return own;
    const fitting = (this.#patterns.get(group.name) ?? []).filter(({ parts }) => fits(model, parts));
    const [first, ...others] = fitting;
    if (first === undefined) return group.ratio;
    if (others.every(({ factor }) => factor !== null && first.factor !== null && equalDecimals(factor.value, first.factor.value))) return first.factor;
    this.#remarks.unread(model, fitting.map(({ pattern }) => excerpt(pattern)).join(', '), `several group_model_ratio patterns of group ${excerpt(group.name)} fit this model, with different ratios`);
    return null;
  }

  #group(name: string): Group {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const given = Object.hasOwn(this.#ratios, name) ? this.#ratios[name] : undefined;
    // A group that the server has no ratio for counts 1 there.
    const ratio = given === undefined ? { name: 'group_ratio', scope: name, value: '1' } : this.#factor('group_ratio', name, given, name);
    const group: Group = { name, conditions: { group: name }, ratio };
    this.#groups.set(name, group);
    return group;
  }

  #readOverrides(overrides: Readonly<Record<string, unknown>>): void {
    for (const [group, models] of Object.entries(overrides)) {
      if (!isRecord(models)) continue;
      const exact = new Map<string, Factor | null>();
      const patterns: Override[] = [];
      for (const [model, value] of Object.entries(models)) {
        const factor = this.#factor('group_model_ratio', `${group}/${model}`, value, group);
        exact.set(model, factor);
        if (model.includes('*')) patterns.push({ pattern: model, parts: model.split('*'), factor });
      }
      if (exact.size > 0) this.#exact.set(group, exact);
      if (patterns.length > 0) this.#patterns.set(group, patterns);
    }
  }

  #factor(name: string, scope: string, given: unknown, group: string): Factor | null {
    const text = numberText(given);
    const value = text === undefined ? undefined : decimalFromText(text);
    if (value !== undefined && !value.startsWith('-')) return { name, scope, value };
    this.#remarks.unread(null, `${name}[${scope}]: ${excerpt(JSON.stringify(given) ?? 'nothing')}`, `the ratio of group ${excerpt(group)} is not a number of 0 or more, so its prices are not known`);
    return null;
  }
}

const EMPTY: GroupSet = { names: [], byKey: [] };

/** The server looks some families up under one name for all their variants. */
export function normalisedModel(model: string): string {
  if (model.startsWith('gpt-4o-gizmo')) return 'gpt-4o-gizmo-*';
  if (model.startsWith('gpt-4-gizmo')) return 'gpt-4-gizmo-*';
  if (!model.includes('-thinking-')) return model;
  for (const family of ['gemini-2.5-flash-lite', 'gemini-2.5-flash', 'gemini-2.5-pro']) {
    if (model.startsWith(family)) return `${family}-thinking-*`;
  }
  return model;
}

/** True when the text is the parts in order with anything between them, as in "gemini-*-thinking-*". */
function fits(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
