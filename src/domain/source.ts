import { type CapturedPage, type CaptureRequest } from './capture.ts';
import { type Disagreement, type Note, type Reading, type RouteReading, type Unread } from './reading.ts';
import { type EvidenceClass } from './vocabulary.ts';

/** Parses what stands in schedules.json for one source; zod schemas fit. @throws with a path for every fault */
export interface SettingsSchema<Settings> {
  parse(input: unknown): Settings;
}

/** What every adapter is told about the source it serves, beside its own settings. */
export interface SourceIdentity {
  readonly id: string;
  readonly url: string;
}

/** One page and what the reader made of it. */
export interface ReadPage {
  readonly page: Pick<CapturedPage, 'purpose' | 'url' | 'captured_at'>;
  readonly reading: Reading;
}

/** A route in a snapshot knows the page that said it and when that page was captured. */
export interface SnapshotRoute extends RouteReading {
  readonly url: string;
  readonly captured_at: string;
}

/** What all pages of one check say together. */
export interface Composition {
  readonly routes: readonly SnapshotRoute[];
  readonly unread: readonly Unread[];
  readonly notes: readonly Note[];
  /** Witnesses inside this source that do not agree. */
  readonly disagreements: readonly Disagreement[];
}

/**
 * A kind of place where prices are published: what to capture, and how to read it. Both are pure; fetching is
 * somebody else's work, so that any stored page can be read again years later by a better reader.
 */
export interface Adapter<Settings = unknown> {
  /** Folder name, adapter name in schedules.json, and reader name in the ledger ("fal" → "fal@3"). */
  readonly name: string;
  /** Counts up whenever the same page may read differently. */
  readonly version: number;
  readonly publisher: string;
  readonly evidence_class: EvidenceClass;
  readonly settings: SettingsSchema<Settings>;
  /**
   * The next pages to ask for, given the pages captured so far in this check; called again until it answers with
   * nothing new. The first call gets an empty list.
   */
  follow(source: SourceIdentity, settings: Settings, pages: readonly CapturedPage[]): readonly CaptureRequest[];
  /**
   * Reads one page. The purpose may be "" (a file saved by a person): then the reader tells by the content.
   * @throws SourceRefusal when the page is not what this source publishes
   */
  read(page: CapturedPage, source: SourceIdentity, settings: Settings): Reading;
  /** Puts the pages of one check together; `composeSingle` fits where pages do not overlap. */
  compose(pages: readonly ReadPage[], source: SourceIdentity, settings: Settings): Composition;
}

/** The composition of pages that do not speak of the same routes: everything side by side, routes sorted by name. */
export function composeSingle(pages: readonly ReadPage[]): Composition {
  // Own fields before the copied ones: the other way round V8 takes many times as long.
  const routes = pages.flatMap(({ page, reading }) =>
    reading.routes.map((route): SnapshotRoute => ({ url: page.url, captured_at: page.captured_at, ...route })));
  return {
    routes: routes.toSorted((a, b) => (a.route < b.route ? -1 : a.route > b.route ? 1 : 0)),
    unread: pages.flatMap(({ reading }) => reading.unread),
    notes: pages.flatMap(({ reading }) => reading.notes),
    disagreements: [],
  };
}
