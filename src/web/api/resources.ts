import { type Parameter } from './ask.ts';

interface Resource {
  /** In one line, for people. */
  readonly summary: string;
  /** The name of the item's schema. */
  readonly item: string;
  /** What may be asked of it. */
  readonly takes: readonly Parameter[];
}

/** The resources below /api/v1: the one list that routes and documentation are made of. */
export const RESOURCES = {
  sources: { summary: 'Every source: last success, last failure and why, next due, staleness', item: 'Source', takes: ['limit', 'cursor'] },
  snapshots: { summary: 'The dated snapshots, newest first', item: 'Snapshot', takes: ['at', 'since', 'source', 'limit', 'cursor'] },
  routes: { summary: 'What the sources say of their routes at an instant', item: 'Route', takes: ['at', 'source', 'route', 'limit', 'cursor'] },
  prices: { summary: 'The prices in force at an instant', item: 'Price', takes: ['at', 'source', 'route', 'meter', 'where', 'limit', 'cursor'] },
  history: { summary: 'Every version of every rate and status of one route, oldest first', item: 'History', takes: ['route', 'since', 'limit', 'cursor'] },
  drift: { summary: 'The recorded drift events, newest first', item: 'Drift', takes: ['since', 'source', 'route', 'kind', 'severity', 'limit', 'cursor'] },
  alerts: { summary: 'The messages to people, newest first, with every delivery; with a standing, each cause once, as its last message', item: 'Alert', takes: ['standing', 'severity', 'source', 'since', 'limit', 'cursor'] },
} as const satisfies Readonly<Record<string, Resource>>;

export type ResourceName = keyof typeof RESOURCES;
