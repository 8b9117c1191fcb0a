import { ALERT_PHASES, CAUSE_STANDINGS } from '../../domain/alert.ts';
import { DRIFT_KINDS, EVIDENCE_CLASSES, IDENTITY_CONDITIONS, KINDS, LOOSE_CONDITIONS, METER_UNITS, ROLES, SEVERITIES, STATUSES } from '../../domain/vocabulary.ts';

/** The forms of the API's answers as JSON Schema 2020-12, which OpenAPI 3.1 is made of. */

export type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const yes: Schema = { type: 'boolean' };
const instant: Schema = { type: 'string', format: 'date-time', description: 'UTC, with milliseconds.' };
const decimal: Schema = { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: 'Exact decimal text, never a float.' };
const oneOf = (...words: readonly string[]): Schema => ({ type: 'string', enum: words });
const list = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** An object whose named parts are always there, but for those named as optional. */
function object(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  return { type: 'object', properties, required: Object.keys(properties).filter((name) => !optional.includes(name)) };
}

const conditions: Schema = { type: 'object', description: 'What must hold for the price to apply.', properties: Object.fromEntries([...IDENTITY_CONDITIONS, ...LOOSE_CONDITIONS].map((key) => [key, { type: ['string', 'number', 'boolean'] }])), additionalProperties: false };
const promotion = orNull(object({ percent_off: orNull(decimal), effective_amount: orNull(decimal), from: orNull(text), until: orNull(text), audience: orNull(text) }));
const factors = orNull(list(object({ name: text, scope: text, value: decimal }, ['scope'])));
const meter = oneOf(...Object.keys(METER_UNITS));
const status = orNull(oneOf(...STATUSES));
const priced = {
  meter, unit: text, per: { type: 'integer', minimum: 1, description: 'For how many units the amount is asked.' }, amount: { ...orNull(decimal), description: 'null where the source sets no price.' },
  currency: text, conditions, role: oneOf(...ROLES), kind: oneOf(...KINDS), approximate: yes, promotion,
};

const SOURCE = object({
  id: text, adapter: text, publisher: text, evidence_class: oneOf(...EVIDENCE_CLASSES), url: text, last_check_at: orNull(instant), last_success_at: orNull(instant), last_failure_at: orNull(instant),
  last_failure: orNull(object({ kind: text, message: text })), failures_in_a_row: whole, rows: whole, routes: whole, unread: whole, reader: orNull(text),
  state: oneOf('good', 'stale', 'failing', 'never read', 'unchecked'), stale: yes, scheduled: yes, next_due_at: orNull(instant), stale_after_minutes: orNull({ type: 'number' }),
});

const SNAPSHOT = object({
  id: whole, source: text, captured_at: instant, recorded_at: instant, reader: text, rows: whole, routes: whole, unread: whole, sha256: text, previous: orNull(text), chain: text,
  carried: list(object({ url: text, captured_at: instant, reason: text })),
});

const ROUTE = object({
  source: text, route: text, status, status_raw: orNull(text), groups: list(text), endpoints: list(text), rates: { ...whole, description: 'How many; /prices lists them.' }, formula: orNull({ type: 'object' }), limits: orNull({ type: 'object' }),
  url: text, captured_at: instant, vendor: text, aliases: list(text), status_probed: yes, status_checked_at: instant, status_detected_at: instant, status_reason: text,
}, ['vendor', 'aliases', 'status_probed', 'status_checked_at', 'status_detected_at', 'status_reason']);

const PRICE = object({
  source: text, evidence_class: oneOf(...EVIDENCE_CLASSES), route: text, ...priced, status, status_raw: orNull(text), captured_at: instant, snapshot: whole, said: orNull(text), url: text, factors,
}, ['factors']);

const version = { source: text, route: text, from: instant, until: orNull(instant), snapshot: whole };
const HISTORY: Schema = { oneOf: [
  object({ what: { const: 'rate' }, ...version, ...priced, said: orNull(text), factors }),
  object({ what: { const: 'status' }, ...version, status, status_raw: orNull(text), groups: list(text), endpoints: list(text) }),
] };

const DRIFT = object({
  kind: oneOf(...DRIFT_KINDS), source: text, route: { ...orNull(text), description: 'null for a factor that several routes share.' }, meter: orNull(meter), conditions,
  before: { ...orNull(text), description: 'An amount for rates, a canonical word for statuses, a phrase for sets and units.' }, after: orNull(text), before_raw: orNull(text), after_raw: orNull(text),
  change_percent: orNull(decimal), severity: oneOf(...SEVERITIES), reason: text, observed_at: orNull(instant), explained_by: orNull(text), rows: { ...whole, description: 'How many changes are folded under this cause.' },
  role: orNull(oneOf(...ROLES)), unit: orNull(text), currency: orNull(text), before_per: orNull(whole), after_per: orNull(whole), direction: orNull(oneOf('worse', 'better', 'sideways')),
  id: whole, snapshot: whole, superseded: yes, folded_under: orNull(whole),
});

const DELIVERY = object({
  id: whole, alert: whole, channel: oneOf('mail', 'webhook'), recipient: text, message_id: text, mode: oneOf('immediately', 'daily', 'weekly', 'overflow'),
  state: oneOf('due', 'held', 'claimed', 'sent', 'dead', 'bundled', 'dropped'), attempts: whole, due_at: instant, settled_at: orNull(instant), bundled_into: orNull(whole),
  log: list(object({ at: instant, outcome: oneOf('sent', 'retry', 'dead', 'held', 'gone', 'dropped'), words: text })),
});

const acknowledgement = orNull(object({ by: text, why: text, at: instant }));
const alertParts = {
  id: whole, key: text, source: orNull(text), check: orNull(whole), phase: oneOf(...ALERT_PHASES), standing: orNull(oneOf('open', 'acknowledged', 'resolved')), severity: oneOf(...SEVERITIES),
  headline: text, opened_at: instant, snapshot: orNull(whole), revision: whole, deliveries: list(ref('Delivery')),
};
const ALERT = object({
  ...alertParts, key: { ...text, description: 'The same cause keeps its key while it moves.' }, acknowledgement,
  stands: { ...orNull(oneOf(...CAUSE_STANDINGS)), description: 'With a standing asked for: where the cause stands for people.' }, since: { ...instant, description: 'With a standing asked for: when the cause opened.' },
  silence: { ...orNull(object({ id: whole, until: instant, by: text, reason: text })), description: 'With a standing asked for: the silence in force over it.' },
}, ['stands', 'since', 'silence']);

const capture = object({ id: whole, started_at: instant, final_url: text, status: orNull(whole), bytes: orNull(whole), sha256: { ...orNull(text), description: 'The bytes are at /captures/<sha256>.' }, failure: orNull(text) });
const LIFE = object({
  ...alertParts, content: { type: 'object', description: 'All that the words of its messages are made of.' },
  stages: list(object({ stage: oneOf('confirm', 'collapse', 'measure', 'judge', 'silence', 'route', 'hold', 'tell'), words: text })),
  state: orNull(object({ key: text, source: orNull(text), standing: oneOf('open', 'acknowledged', 'resolved'), severity: oneOf(...SEVERITIES), opened_at: instant, changed_at: instant, resolved_at: orNull(instant), subjects: { type: 'object' }, acknowledgement })),
  stands: orNull(oneOf(...CAUSE_STANDINGS)), standing_since: orNull(instant), previous_at: { ...orNull(instant), description: 'The capture that the events compare with.' }, events: list(ref('Drift')), remarks: list(text),
  bundled: list(object({ id: whole, headline: text, severity: oneOf(...SEVERITIES), source: orNull(text), at: instant, phase: oneOf(...ALERT_PHASES), key: text })),
  evidence: list(object({ snapshot: orNull(whole), captured_at: orNull(instant), sha256: orNull(text), captures: list(capture) })),
  messages: list(object(alertParts)),
  silences: list(object({ id: whole, match: { type: 'object' }, reason: text, by: text, created_at: instant, until: instant, ended_at: orNull(instant), reminded_at: orNull(instant), hidden: list(whole) })),
  log: list(object({ at: instant, what: text, by: orNull(text), words: text })),
});

const PROBLEM = object({ type: text, title: text, status: whole, detail: text, instance: text, where: text, mend: text }, ['where', 'mend']);

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Source: SOURCE, Snapshot: SNAPSHOT, Route: ROUTE, Price: PRICE, History: HISTORY, Drift: DRIFT, Delivery: DELIVERY, Alert: ALERT, AlertLife: LIFE, Problem: PROBLEM,
};

/** One page of a list. */
export function pageSchema(item: string): Schema {
  return object({ items: list(ref(item)), next: { ...orNull(text), description: 'The address of the next page; null on the last.' } });
}
