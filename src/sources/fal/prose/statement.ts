import { type ConditionValue } from '../../../domain/rate.ts';
import { METER_UNITS, type Role } from '../../../domain/vocabulary.ts';
import { distribute, type Placed } from './distribute.ts';
import { type Context, type Draft, type Where } from './draft.ts';
import { type Dimension, type Mark } from './marks.ts';
import { tokenMeter, type UnitPhrase } from './units.ts';

const DIMENSIONS: readonly Dimension[] = ['resolution', 'audio', 'duration_s', 'tier', 'input', 'option'];
const REQUEST: UnitPhrase = { meter: 'request', per: 1, additional: false, first: false, words: '' };
const VIDEO: UnitPhrase = { meter: 'video', per: 1, additional: false, first: false, words: 'video' };

/** What a statement inherits from the words around it: the clause it stands in, or the sentence it is a parenthesis of. */
export interface Surroundings {
  readonly context: Context;
  readonly where: Where;
  /** Holds for what is added too: the clause that a parenthesis gives an alternative for. */
  readonly always?: Where;
  readonly unit: UnitPhrase | undefined;
  readonly role: Role;
  readonly approximate: boolean;
  readonly said: string;
}

/** Reads the amounts of one statement: a run of marks without a semicolon, parentheses already taken out. */
export function readStatement(marks: readonly Mark[], around: Surroundings): readonly Draft[] {
  const amounts = marks.flatMap((mark, at) => (mark.kind === 'money' ? [at] : []));
  if (amounts.length === 0) return [];
  const roles = amounts.map((at, index) => roleOf(marks, amounts[index - 1] ?? -1, at, amounts[index + 1] ?? marks.length, around.role));
  const carried = carry(marks, amounts, roles);
  const units = distributeUnits(marks, amounts, carried).map((unit, index) => withTokenKinds(marks, amounts[index] ?? 0, amounts, unit ?? around.unit));
  const settled = carried.map((role, index): Role => (role === 'rate' && units[index]?.additional === true ? 'surcharge' : role));
  const where = distributeConditions(marks, amounts, settled, units, around);
  return amounts.map((at, index) => draft(marks, at, amounts[index - 1] ?? -1, index, { units, where, roles: settled, amounts, around }));
}

/** "plus $0.20 for X and $0.05 for Y": what is added stays added until the statement ends. */
function carry(marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[]): readonly Role[] {
  let added = false;
  return roles.map((role, index) => {
    const since = marks.slice((amounts[index - 1] ?? -1) + 1, amounts[index]);
    const opened = since.some((mark) => mark.kind === 'verb') && !since.some((mark) => mark.kind === 'more' || mark.kind === 'plus');
    if (role === 'surcharge') added = true;
    else if (opened) added = false;
    return added && role === 'rate' ? 'surcharge' : role;
  });
}

function roleOf(marks: readonly Mark[], previous: number, at: number, next: number, usual: Role): Role {
  const before = marks.slice(previous + 1, at);
  const after = marks.slice(at + 1, next);
  if (before.some((mark) => mark.kind === 'plus') || before.some((mark) => mark.kind === 'more' && !behindAmount(marks, previous, mark))) return 'surcharge';
  if (before.some((mark) => mark.kind === 'free') && marks.slice(0, at).some((mark) => mark.kind === 'unit' && mark.unit.first)) return 'surcharge';
  const bound = before.findLast((mark) => mark.kind === 'bound') ?? (after[0]?.kind === 'bound' ? after[0] : undefined);
  if (bound?.kind === 'bound') return bound.role;
  const tail = after.slice(0, indexOrEnd(after, (mark) => mark.kind === 'sign' && mark.text === ',' || mark.kind === 'word' && (mark.text === 'and' || mark.text === 'or')));
  return tail.some((mark) => mark.kind === 'more') && !after.slice(0, tail.length).some((mark) => mark.kind === 'money') ? 'surcharge' : usual;
}

/** "$0.05 extra, …": the word closes the amount before it, and says nothing about the next. */
function behindAmount(marks: readonly Mark[], previous: number, mark: Mark): boolean {
  return previous >= 0 && marks.indexOf(mark) === previous + 1;
}

function indexOrEnd<T>(items: readonly T[], test: (item: T) => boolean): number {
  const found = items.findIndex(test);
  return found < 0 ? items.length : found;
}

/** The unit of each amount: its own, one that leads, the one before, the one behind. */
function distributeUnits(marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[]): readonly (UnitPhrase | undefined)[] {
  const placed = marks.flatMap((mark, at): Placed<UnitPhrase>[] => (mark.kind === 'unit' ? [{ at, value: mark.unit, before: mark.leads && isLead(marks, at) }] : []));
  const own = amounts.map((amount, index) => {
    const next = amounts[index + 1] ?? Infinity;
    const behind = placed.find((unit) => unit.at > amount && unit.at < next && unit.before !== true);
    const ahead = placed.findLast((unit) => unit.at < amount && unit.at > (amounts[index - 1] ?? -1) && (unit.before === true || index === 0));
    return behind?.value ?? ahead?.value;
  });
  const lead = amounts.map((amount) => placed.findLast((unit) => unit.at < amount && (unit.before === true || unit.at < (amounts[0] ?? 0)))?.value);
  return amounts.map((_, index) => {
    if (own[index] !== undefined) return own[index];
    if (roles[index] === 'minimum' || roles[index] === 'cap') return undefined;
    const from = index > 0 && roles[index - 1] === roles[index] ? own.slice(0, index).findLast((unit) => unit !== undefined) : undefined;
    const shared = from ?? (roles[index] === 'surcharge' && index > 0 ? undefined : lead[index]);
    if (shared !== undefined) return shared;
    const later = own.findIndex((unit, other) => other > index && unit !== undefined);
    return later > index && roles.slice(index, later + 1).every((role) => role === roles[index]) ? own[later] : undefined;
  });
}

/** "for every second …, you will be charged": a unit before its amount, with a verb or at the start of a clause. */
function isLead(marks: readonly Mark[], at: number): boolean {
  const next = marks.findIndex((mark, index) => index > at && mark.kind === 'money');
  if (next < 0) return false;
  if (marks[at - 1]?.kind === 'money') return false;
  const previous = marks.findLastIndex((mark, index) => index < at && mark.kind === 'money');
  if (previous < 0) return true;
  return marks.slice(at + 1, next).some((mark) => mark.kind === 'verb' || mark.kind === 'more');
}

function distributeConditions(
  marks: readonly Mark[], amounts: readonly number[], roles: readonly Role[], units: readonly (UnitPhrase | undefined)[], around: Surroundings,
): readonly Where[] {
  const zipped = zip(marks, amounts, around.context);
  const territory = factorTerritory(marks);
  const placed = new Map(DIMENSIONS.map((dimension) => [dimension, marks.flatMap((mark, at): Placed<readonly ConditionValue[]>[] =>
    mark.kind === 'condition' && mark.dimension === dimension && !territory.has(at)
      ? [{ at, value: mark.values, ...(mark.side === 'before' ? { before: true } : {}) }]
      : mark.kind === 'unit' && dimension === 'resolution' && mark.unit.resolution !== undefined
        ? [{ at, value: mark.unit.resolution, before: isLead(marks, at) }] : [])]));
  const plain = new Map(DIMENSIONS.map((dimension) => [dimension, distribute(marks, amounts, placed.get(dimension) ?? [], () => false)]));
  const told = (left: number, right: number) => roles[left] === roles[right] && DIMENSIONS.some((dimension) => {
    const [a, b] = [plain.get(dimension)?.[left], plain.get(dimension)?.[right]];
    return a !== undefined && b !== undefined && String(a) !== String(b);
  });
  return amounts.map((_, index) => {
    const where: Partial<Record<Dimension, readonly ConditionValue[]>> = roles[index] === 'surcharge' ? { ...around.always } : { ...around.context.where, ...around.where, ...around.always };
    for (const dimension of DIMENSIONS) {
      const values = distribute(marks, amounts, placed.get(dimension) ?? [], told)[index];
      if (values !== undefined && !(dimension === 'duration_s' && (units[index]?.additional === true || roles[index] === 'cap' || roles[index] === 'minimum'))) where[dimension] = values;
    }
    const own = zipped?.[index];
    if (own !== undefined) where.resolution = [own];
    const [tier] = where.tier ?? [];
    if (roles[index] === 'surcharge' && where.option === undefined && tier !== undefined) {
      where.option = [String(tier).replaceAll(' ', '_')];
      delete where.tier;
    }
    const input = units[index]?.input;
    if (input !== undefined) where.input ??= [input];
    const duration = units[index]?.duration_s;
    if (duration !== undefined) where.duration_s = [duration];
    return where;
  });
}

/** "480p, 720p and 1080p cost $0.05, $0.10 and $0.20 respectively": the lists run side by side. */
function zip(marks: readonly Mark[], amounts: readonly number[], context: Context): readonly ConditionValue[] | undefined {
  const list = marks.find((mark) => mark.kind === 'condition' && mark.dimension === 'resolution' && mark.values.length === amounts.length);
  if (amounts.length < 2 || !marks.some((mark) => mark.kind === 'each-of')) return undefined;
  if (list?.kind === 'condition') return list.values;
  const named = marks.some((mark) => mark.kind === 'condition' && mark.dimension === 'resolution');
  return !named && context.order.length === amounts.length ? context.order : undefined;
}

/** Conditions that say when a multiplier holds are not conditions of an amount. */
function factorTerritory(marks: readonly Mark[]): ReadonlySet<number> {
  const inside = new Set<number>();
  marks.forEach((mark, at) => {
    if (mark.kind !== 'factor') return;
    for (let back = at - 1; back >= 0 && !endsClause(marks[back]); back -= 1) inside.add(back);
    for (let on = at + 1; on < marks.length && marks[on]?.kind !== 'money'; on += 1) inside.add(on);
  });
  return inside;
}

function endsClause(mark: Mark | undefined): boolean {
  return mark === undefined || mark.kind === 'money' || mark.kind === 'plus' || (mark.kind === 'sign' && [',', ';', '(', ')', '.'].includes(mark.text));
}

interface Parts {
  readonly units: readonly (UnitPhrase | undefined)[];
  readonly where: readonly Where[];
  readonly roles: readonly Role[];
  readonly amounts: readonly number[];
  readonly around: Surroundings;
}

function draft(marks: readonly Mark[], at: number, previous: number, index: number, parts: Parts): Draft {
  const money = marks[at];
  if (money?.kind !== 'money') throw new Error('a statement was asked to read a mark that is no amount');
  const { around } = parts;
  const where = parts.where[index] ?? {};
  const role = parts.roles[index] ?? 'rate';
  const said = parts.units[index];
  const timed = where.duration_s !== undefined;
  const quantity = marks.slice(0, at).findLast((mark) => mark.kind === 'quantity');
  const inherits = role === 'rate' || role === 'future' || role === 'part';
  const unit = said ?? (timed && inherits ? VIDEO : inherits ? around.context.unit ?? REQUEST : REQUEST);
  const hedged = isHedged(marks, at, previous);
  return {
    amount: money.amount,
    role,
    unit,
    unitFrom: said !== undefined || (timed && inherits) ? 'said' : inherits && around.context.unit !== undefined ? 'context' : 'none',
    where,
    approximate: hedged || around.approximate,
    other: otherWords(unit),
    total: timed && unit.meter === 'video' ? 'piece' : said === undefined && quantity !== undefined ? 'quantity' : undefined,
    article: marks.slice(0, at).some((mark, place) => mark.kind === 'condition' && isArticle(marks[place - 1])),
    quantity: quantity?.kind === 'quantity' ? { of: quantity.of, count: quantity.count } : undefined,
    said: around.said,
  };
}

/** "roughly $0.07 for 480p and $0.15 for 720p": a hedge holds until a verb opens the next statement. */
function isHedged(marks: readonly Mark[], at: number, previous: number): boolean {
  const since = marks.slice(previous + 1, at);
  if (since.some((mark) => mark.kind === 'hedge')) return true;
  return previous >= 0 && !since.some((mark) => mark.kind === 'verb') && isHedged(marks, previous, marks.slice(0, previous).findLastIndex((mark) => mark.kind === 'money'));
}

function isArticle(mark: Mark | undefined): boolean {
  return mark?.kind === 'word' && ['a', 'an', 'one', 'single'].includes(mark.text);
}

/** "Image tokens (per 1M): $8 input, $30 output": the kind of token stands beside the amount and before the list. */
function withTokenKinds(marks: readonly Mark[], at: number, amounts: readonly number[], unit: UnitPhrase | undefined): UnitPhrase | undefined {
  if (unit === undefined || METER_UNITS[unit.meter] !== 'token') return unit;
  const first = amounts[0] ?? at;
  const next = amounts.find((amount) => amount > at) ?? marks.length;
  const near = [...marks.slice(0, first), ...marks.slice(at + 1, next)];
  const kinds = near.flatMap((mark) => (mark.kind === 'tokens' ? [mark.word] : []));
  if (kinds.length === 0) return unit;
  const words = new Set([...unit.words.split(' '), ...kinds]);
  const meter = tokenMeter(words, { video: false, audio: false, tokens: true });
  return { ...unit, meter, words: [...words].join(' '), ...(meter === 'cached_input_token' && words.has('image') ? { input: 'image' as const } : {}) };
}

function otherWords(unit: UnitPhrase): string {
  if (unit.additional || unit.first || unit.meter === 'other' || unit.words.includes('training')) return unit.words;
  return '';
}
