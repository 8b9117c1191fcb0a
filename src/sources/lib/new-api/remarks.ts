import { type Note, type Unread } from '../../../domain/reading.ts';
import { excerpt } from '../recognise.ts';

/** Collects what a reading says beside its rates; the same remark is kept once. */
export class Remarks {
  readonly #unread = new Map<string, Unread>();
  readonly #notes = new Map<string, Note>();

  /** One entry for each route and reason: the first words stay. */
  unread(route: string | null, said: string, reason: string): void {
    const key = JSON.stringify([route, reason]);
    if (!this.#unread.has(key)) this.#unread.set(key, { route, said, reason });
  }

  note(kind: Note['kind'], message: string): void {
    this.#notes.set(`${kind} ${message}`, { kind, message });
  }

  /** Sorted, because the order of a payload means nothing. */
  list(): { readonly unread: readonly Unread[]; readonly notes: readonly Note[] } {
    return { unread: sorted(this.#unread), notes: sorted(this.#notes) };
  }
}

/** Names the keys of an envelope or a row that nobody here has seen before, once each. */
export class KeyWatch {
  readonly #known: ReadonlySet<string>;
  readonly #where: string;
  readonly #remarks: Remarks;
  readonly #told = new Set<string>();

  constructor(known: ReadonlySet<string>, where: string, remarks: Remarks) {
    this.#known = known;
    this.#where = where;
    this.#remarks = remarks;
  }

  see(record: Readonly<Record<string, unknown>>): void {
    for (const key of Object.keys(record)) {
      if (this.#known.has(key) || this.#told.has(key)) continue;
      this.#told.add(key);
      // A payload of random keys must not become a list of a million notes.
      if (this.#told.size <= MOST_KEYS) this.#remarks.note('source.schema_note', `${this.#where} has a key that is new here: ${excerpt(key)}; it is not read`);
    }
  }
}

const MOST_KEYS = 50;

function sorted<Value>(entries: ReadonlyMap<string, Value>): readonly Value[] {
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}
