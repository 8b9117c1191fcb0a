import { parseRateKey, type Factor } from '../../domain/rate.ts';
import { METER_UNITS, type Kind } from '../../domain/vocabulary.ts';
import { type Connection } from './database.ts';
import { createFactorNames } from './factor-names.ts';

export interface Terms {
  readonly per: number;
  readonly currency: string;
  readonly kind: Kind;
  readonly approximate?: boolean;
}

/** Words, rate keys and terms that repeat, each stored once and known by a small number. */
export interface Dictionary {
  text(value: string): number;
  rateKey(value: string): number;
  terms(terms: Terms): number;
  /** A text: the names and scopes of these factors, without their values. */
  factorNames(factors: readonly Factor[]): number;
  textOf(id: number): string;
  rateKeyOf(id: number): string;
  termsOf(id: number): Terms;
  /** Forgets what was learnt in a transaction that did not happen. */
  forget(): void;
}

export function createDictionary(db: Connection): Dictionary {
  const texts = table<string>(db, 'text', (value) => [value], ['value'], (row) => row['value'] as string, (value) => value);
  const keys = table<string>(db, 'rate_key', (value) => {
    const { meter, role, conditions } = parseRateKey(value);
    return [value, meter, METER_UNITS[meter], role, JSON.stringify(conditions)];
  }, ['value', 'meter', 'unit', 'role', 'conditions'], (row) => row['value'] as string, (value) => value, ['value']);
  const terms = table<Terms>(db, 'terms', (t) => [t.per, t.currency, t.kind, t.approximate === true ? 1 : 0], ['per', 'currency', 'kind', 'approximate'],
    (row) => ({ per: row['per'] as number, currency: row['currency'] as string, kind: row['kind'] as Kind, approximate: row['approximate'] === 1 }),
    (t) => `${t.per} ${t.currency} ${t.kind} ${t.approximate === true}`);
  const names = createFactorNames(texts.id);
  // A catalog has the same terms in nearly every rate: the last ones are looked at before their text is made.
  let last: Terms & { readonly id: number } | null = null;
  return {
    text: texts.id, textOf: texts.value, rateKey: keys.id, rateKeyOf: keys.value, termsOf: terms.value, factorNames: (factors) => names.id(factors),
    terms({ per, currency, kind, approximate = false }) {
      if (last === null || last.per !== per || last.currency !== currency || last.kind !== kind || last.approximate !== approximate) {
        last = { per, currency, kind, approximate, id: terms.id({ per, currency, kind, approximate }) };
      }
      return last.id;
    },
    forget() {
      last = null;
      for (const learnt of [texts, keys, terms, names]) learnt.forget();
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

/** A dictionary of texts can grow without bound (sentences of a page); what is cached of it does not. */
const MAX_CACHED = 50_000;

function table<T>(
  db: Connection, name: string, columnsOf: (value: T) => readonly (string | number)[], columns: readonly string[],
  fromRow: (row: Row) => T, cacheKey: (value: T) => string, unique: readonly string[] = columns,
) {
  const ids = new Map<string, number>();
  const values = new Map<number, T>();
  const find = db.prepare<(string | number)[], { id: number }>(`SELECT id FROM ${name} WHERE ${unique.map((c) => `${c} = ?`).join(' AND ')}`);
  const insert = db.prepare<(string | number)[]>(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
  const get = db.prepare<[number], Row>(`SELECT * FROM ${name} WHERE id = ?`);
  const remember = (key: string, id: number, value: T): void => {
    if (ids.size > MAX_CACHED) { ids.clear(); values.clear(); }
    ids.set(key, id);
    values.set(id, value);
  };
  return {
    id(value: T): number {
      const key = cacheKey(value);
      const known = ids.get(key);
      if (known !== undefined) return known;
      const all = columnsOf(value);
      const id = find.get(...all.slice(0, unique.length))?.id ?? Number(insert.run(...all).lastInsertRowid);
      remember(key, id, value);
      return id;
    },
    value(id: number): T {
      const known = values.get(id);
      if (known !== undefined) return known;
      const row = get.get(id);
      if (row === undefined) throw new Error(`${name} ${id} is referred to but missing: the ledger is damaged, run "driftledger doctor"`);
      const value = fromRow(row);
      remember(cacheKey(value), id, value);
      return value;
    },
    forget(): void { ids.clear(); values.clear(); },
  };
}
