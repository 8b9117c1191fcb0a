import { type Chart } from './chart.ts';

/**
 * What a mail says, before it is text or HTML: both are made from the same blocks, so they say the same. Words are
 * plain text that was made fit for one line; the writers of the two parts escape them.
 */
export interface MailPage {
  /** The conclusion, for somebody who reads nothing else. */
  readonly lead: string;
  readonly blocks: readonly Block[];
  /** Why somebody got this, and how to stop it. */
  readonly small: readonly string[];
  readonly unsubscribe?: string;
}

export type Block =
  | { readonly kind: 'say'; readonly words: string }
  | { readonly kind: 'heading'; readonly words: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [term: string, words: string])[] }
  | { readonly kind: 'changes'; readonly rows: readonly ChangeRow[] }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'links'; readonly links: readonly Link[] };

export interface Link {
  readonly words: string;
  readonly href: string;
}

/** One change in the table; what has no two sides stands in one line across. */
export type ChangeRow = ChangeSides | { readonly line: string; readonly notes: readonly string[] };

export interface ChangeSides {
  readonly name: string;
  /** Conditions and unit: "group default · per 1,000,000 output tokens". */
  readonly under: string;
  readonly before: string;
  readonly after: string;
  /** "▲ +25 %" */
  readonly change: string;
  readonly tone: 'worse' | 'better' | 'none';
  /** Cause, money a month, change since an earlier value. */
  readonly notes: readonly string[];
}

/** The list with as many items as are read; the others are counted. */
export function listOf(items: readonly string[], most: number): Block {
  return { kind: 'list', items: items.length <= most ? items : [...items.slice(0, most), `… and ${items.length - most} more`] };
}
