import { type Decimal } from './decimal.ts';
import { type Rate } from './rate.ts';
import { type FindingKind, type Status } from './vocabulary.ts';

/** How a billed quantity comes from what the caller chooses, as the source says it. */
export interface Formula {
  readonly kind: 'video_tokens' | 'video_megapixels' | 'frames' | 'steps' | 'linear' | 'scaled' | 'rounding' | 'units' | 'duration' | 'reference_tokens';
  readonly fps?: number;
  readonly divisor?: number;
  /** The seconds of an input video are billed too. */
  readonly counts_input_video?: boolean;
  /** "× 0.6 when video inputs are provided". */
  readonly multipliers: readonly { readonly factor: Decimal; readonly when: string }[];
  readonly said?: string;
}

/** What a route accepts; a forecast outside is refused with the bound. Resolutions and inputs are sorted. */
export interface Limits {
  readonly duration_s?: { readonly min?: number; readonly max?: number };
  readonly resolutions?: readonly string[];
  readonly inputs?: readonly string[];
}

/** A price text that could not be read with certainty, with the reason. `route` is null when it belongs to the whole page. */
export interface Unread {
  readonly route: string | null;
  readonly said: string;
  readonly reason: string;
}

/** Everything one source says about one route. Groups and endpoints are sorted sets. */
export interface RouteReading {
  readonly route: string;
  /** null: the source says nothing about the state of this route. */
  readonly status: Status | null;
  readonly status_raw: string | null;
  /** The source's own words for a status, and when it looked; these move without being drift. */
  readonly status_reason?: string;
  readonly status_checked_at?: string;
  readonly status_detected_at?: string;
  /** false: the source does not test this kind of route with a real call, so its status is worth nothing. */
  readonly status_probed?: boolean;
  readonly groups: readonly string[];
  readonly endpoints: readonly string[];
  readonly vendor?: string;
  readonly aliases?: readonly string[];
  readonly rates: readonly Rate[];
  readonly formula: Formula | null;
  readonly limits: Limits | null;
}

/** Two statements about one thing that are not equal: who says what. */
export interface Disagreement {
  /** The same disagreement keeps its key while the numbers move. */
  readonly key: string;
  readonly between: 'witnesses' | 'formula' | 'reseller';
  /** Of a reseller: whether it asks more or less than the provider of record. */
  readonly side?: 'above' | 'below';
  readonly route: string;
  /** The scenario in words: "720p, per second". */
  readonly scenario: string;
  readonly sides: readonly { readonly who: string; readonly route: string; readonly amount: Decimal; readonly per: number; readonly unit: string; readonly currency: string; readonly said?: string; readonly url?: string }[];
  /** |a − b| ÷ smaller, in percent. */
  readonly difference_percent: Decimal | null;
  /** The calculation where one was needed: "1280 × 720 × 24 / 1024 = 21,600 tokens; × $0.014 / 1000 = $0.3024". */
  readonly arithmetic?: string;
}

/** A remark about the source that keeps nobody from reading it: a new key, a missing row, a worked example that does not reconcile. */
export interface Note {
  readonly kind: Extract<FindingKind, 'source.schema_note' | 'source.vocabulary' | 'source.row_missing' | 'source.status_lost'>;
  readonly message: string;
  readonly route?: string;
}

/** What one version of a reader made of one captured page. Routes are sorted by name, each name once. */
export interface Reading {
  /** "fal@3" */
  readonly reader: string;
  readonly routes: readonly RouteReading[];
  readonly unread: readonly Unread[];
  readonly notes: readonly Note[];
  /** Counts and stamps worth showing: `rows` is what the page itself lists. Values are volatile and never drift. */
  readonly facts: { readonly rows: number } & Readonly<Record<string, string | number | boolean | null>>;
}

/** A route with nothing said about it yet; readers fill in what they find. */
export function routeReading(route: string, fields: Partial<Omit<RouteReading, 'route'>> = {}): RouteReading {
  return { route, status: null, status_raw: null, groups: [], endpoints: [], rates: [], formula: null, limits: null, ...fields };
}
