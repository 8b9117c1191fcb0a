import { type MessageContent } from '../alerts/index.ts';
import { type AlertState, type Silence } from '../domain/alert.ts';
import { type AlertAct, type AlertRow, type CaptureRow, type DeliveryRow, type DriftRow, type LedgerReader, type SnapshotRow } from '../ledger/port.ts';

/** A message with what came of telling it. */
export interface ToldMessage extends Omit<AlertRow, 'content'> {
  readonly deliveries: readonly DeliveryRow[];
}

/** A snapshot that an alert rests on, and the captures that it was read from; for a source that was not read, the attempts alone. */
export interface Evidence {
  readonly snapshot: number | null;
  readonly captured_at: string | null;
  /** Hash of the snapshot's rows. */
  readonly sha256: string | null;
  readonly captures: readonly Pick<CaptureRow, 'id' | 'started_at' | 'final_url' | 'status' | 'bytes' | 'sha256' | 'failure'>[];
}

/** All that is known of one alert: its cause, the proof, every message about it, and what people did. */
export interface Life {
  readonly alert: Omit<AlertRow, 'content'>;
  readonly content: MessageContent;
  readonly state: AlertState | null;
  readonly events: readonly DriftRow[];
  readonly evidence: readonly Evidence[];
  /** Oldest first. */
  readonly messages: readonly ToldMessage[];
  /** The silences that kept any of them from people. */
  readonly silences: readonly Silence[];
  readonly log: readonly AlertAct[];
}

/** Where more routes moved, every capture of the check is shown instead of the pages of each. */
const MOST_ROUTES = 50;

export async function lifeOf(ledger: LedgerReader, { content: json, ...alert }: AlertRow): Promise<Life> {
  const content = JSON.parse(json) as MessageContent;
  const [events, states, rows, silences, log] = await Promise.all([
    ledger.drift({ alert: alert.id }), ledger.alertStates({ key: alert.key, limit: 1 }), ledger.alerts({ key: alert.key }), ledger.silences({}), ledger.alertLog(alert.key),
  ]);
  const messages = await Promise.all(rows.toReversed().map(async ({ content: _content, ...row }) => ({ ...row, deliveries: (await ledger.deliveries({ alert: row.id })).toReversed() })));
  const ids = new Set(messages.map(({ id }) => id));
  return {
    alert, content, state: states[0] ?? null, events: events.toReversed(), messages, log,
    evidence: await evidenceOf(ledger, alert, content, events), silences: silences.filter(({ hidden }) => hidden.some((id) => ids.has(id))),
  };
}

/** The snapshots that its events were found in, and the one before, which they compare with. */
async function evidenceOf(ledger: LedgerReader, alert: Pick<AlertRow, 'source' | 'check' | 'snapshot'>, content: MessageContent, events: readonly DriftRow[]): Promise<readonly Evidence[]> {
  const { source } = alert;
  if (source === null) return [];
  const previous = 'previous_at' in content ? content.previous_at : null;
  const times = [...new Set([...(previous === null ? [] : [previous]), ...events.map(({ observed_at }) => observed_at)])].toSorted();
  const snapshots = (await Promise.all(times.map((at) => ledger.snapshots({ source, since: at, until: at })))).flat();
  const routes = [...new Set(events.flatMap(({ route }) => route ?? []))].slice(0, MOST_ROUTES + 1);
  const found = await Promise.all(snapshots.map((snapshot) => evidence(ledger, snapshot, routes.length > MOST_ROUTES ? [] : routes)));
  // An outage has no snapshot: the attempts of its check are the proof.
  const attempts = alert.snapshot === null && alert.check !== null ? await ledger.captures({ checkId: alert.check }) : [];
  return attempts.length === 0 ? found : [...found, { snapshot: null, captured_at: null, sha256: null, captures: attempts.map(proof) }];
}

/** The captures of a snapshot's check; only the pages that say something of the routes, where that is known. */
async function evidence(ledger: LedgerReader, snapshot: SnapshotRow, routes: readonly string[]): Promise<Evidence> {
  const { id, source, captured_at, recorded_at, sha256 } = snapshot;
  const [captures, content] = await Promise.all([
    ledger.captures({ source, since: captured_at, until: recorded_at }), routes.length === 0 ? [] : ledger.contentAt(source, captured_at, routes),
  ]);
  const pages = new Set(content.map(({ url }) => url));
  const saying = captures.filter(({ url, final_url }) => pages.has(url) || pages.has(final_url));
  return { snapshot: id, captured_at, sha256, captures: (saying.length === 0 ? captures : saying).map(proof) };
}

function proof({ id, started_at, final_url, status, bytes, sha256, failure }: CaptureRow): Evidence['captures'][number] {
  return { id, started_at, final_url, status, bytes, sha256, failure };
}
