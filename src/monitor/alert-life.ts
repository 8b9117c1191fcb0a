import { type BundledAlert, type MessageContent } from '../alerts/index.ts';
import { type AlertState, type CauseStanding, type Silence, type StageNote } from '../domain/alert.ts';
import { driftJson } from '../ledger/json.ts';
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
  /** Where its cause stands for people; null for what stands nowhere, such as a digest. */
  readonly stands: CauseStanding | null;
  /** Since when its cause stands where it stands; null without a state. */
  readonly standing_since: string | null;
  /** The capture that the events compare with; null for the first one, and for what no capture said. */
  readonly previous_at: string | null;
  readonly events: readonly DriftRow[];
  /** What it says beside its events, a sentence each: why a source could not be read, what is wrong with the service. */
  readonly remarks: readonly string[];
  /** For a digest, what it tells. */
  readonly bundled: readonly BundledAlert[];
  readonly evidence: readonly Evidence[];
  /** What it passed on its way to people, with the reason of each. */
  readonly stages: readonly StageNote[];
  /** Oldest first. */
  readonly messages: readonly ToldMessage[];
  /** The silences over this cause, and those that kept any of its messages from people. */
  readonly silences: readonly Silence[];
  readonly log: readonly AlertAct[];
}

/** Where more routes moved, every capture of the check is shown instead of the pages of each. */
const MOST_ROUTES = 50;

/** The life of an alert, from its cause to the server's last word: what `alerts show`, the page and the API tell. `at`: for which time silences count. */
export async function lifeOf(ledger: LedgerReader, { content: json, ...alert }: AlertRow, at: string): Promise<Life> {
  const content = JSON.parse(json) as MessageContent;
  const [causes, events, states, rows, silences, log] = await Promise.all([
    ledger.alertCauses({ at, key: alert.key }),
    ledger.drift({ alert: alert.id }), ledger.alertStates({ key: alert.key, limit: 1 }), ledger.alerts({ key: alert.key }), ledger.silences({}), ledger.alertLog(alert.key),
  ]);
  const messages = await Promise.all(rows.toReversed().map(async ({ content: _content, ...row }) => ({ ...row, deliveries: (await ledger.deliveries({ alert: row.id })).toReversed() })));
  const ids = new Set(messages.map(({ id }) => id));
  return {
    alert, content, state: states[0] ?? null, stands: causes[0]?.stands ?? null, standing_since: silences.find(({ id }) => causes[0]?.stands === 'silenced' && id === causes[0].silence?.id)?.created_at ?? standingSince(states[0]), previous_at: previousAt(content), events: events.toReversed(), remarks: remarksOf(content), messages, log,
    bundled: content.kind === 'digest' ? content.alerts : [], stages: 'stages' in content ? (content.stages ?? []) : [],
    evidence: await evidenceOf(ledger, alert, content, events), silences: silences.filter(({ match, hidden }) => match.key === alert.key || hidden.some((id) => ids.has(id))),
  };
}

/** The form of `alerts show --json` and of the API: the alert itself, then what is known around it. */
export function lifeJson({ alert, content, stages, events, ...life }: Life) {
  return { ...alert, content, stages, events: events.map(driftJson), deliveries: life.messages.find(({ id }) => id === alert.id)?.deliveries ?? [], ...life };
}

function standingSince(state: AlertState | undefined): string | null {
  if (state === undefined) return null;
  if (state.standing === 'resolved') return state.resolved_at;
  return state.standing === 'acknowledged' ? (state.acknowledgement?.at ?? state.opened_at) : state.opened_at;
}

function remarksOf(content: MessageContent): readonly string[] {
  if (content.kind === 'service') return content.words;
  return 'findings' in content ? (content.findings ?? []).map(({ message }) => message) : [];
}

function previousAt(content: MessageContent): string | null {
  return 'previous_at' in content ? content.previous_at : null;
}

/** The snapshots that its events were found in, and the one before, which they compare with. */
async function evidenceOf(ledger: LedgerReader, alert: Pick<AlertRow, 'source' | 'check' | 'snapshot'>, content: MessageContent, events: readonly DriftRow[]): Promise<readonly Evidence[]> {
  const { source } = alert;
  if (source === null) return [];
  const previous = previousAt(content);
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
