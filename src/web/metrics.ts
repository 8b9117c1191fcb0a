import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { minutesBetween } from '../domain/times.ts';
import { type CaptureRow, type DriftRow } from '../ledger/port.ts';
import { type WebDeps } from './deps.ts';

type MetricsDeps = Pick<WebDeps, 'ledger' | 'now' | 'version'>;

/** An attempt is kept when it is over, and may have begun so long before. */
const LOOK_BACK_MS = 3_600_000;

export interface Metrics {
  readonly contentType: string;
  /** Reads the ledger and writes what Prometheus takes; one scrape at a time. */
  scrape(): Promise<string>;
}

/** Everything worth an alarm, in the names of Prometheus. Fetches and changes count from the start of this process, attempts to deliver from the first ever. */
export function createMetrics(deps: MetricsDeps): Metrics {
  const registers = [new Registry()] as const;
  const [registry] = registers;
  const meters = metersIn(registers);
  meters.build.set({ version: deps.version }, 1);
  const events = newSince(deps);
  let last: Promise<unknown> = Promise.resolve();
  return {
    contentType: registry.contentType,
    scrape() {
      const next = last.catch(() => undefined).then(async () => {
        await Promise.all([sources(deps, meters), outbox(deps, meters)]);
        const { captures, drift } = await events();
        for (const capture of captures) countCapture(capture, meters);
        for (const { source, kind } of drift) meters.changes.inc({ source, kind });
        return registry.metrics();
      });
      last = next;
      return next;
    },
  };
}

type Meters = ReturnType<typeof metersIn>;

function metersIn(registers: readonly [Registry]) {
  const common = { registers: [...registers] };
  const source = ['source'] as const;
  return {
    build: new Gauge({ ...common, name: 'driftledger_build_info', help: 'The version that runs.', labelNames: ['version'] as const }),
    lastSuccess: new Gauge({ ...common, name: 'driftledger_source_last_success_timestamp_seconds', help: 'When the source was last read well; absent until then.', labelNames: source }),
    rows: new Gauge({ ...common, name: 'driftledger_source_rows', help: 'Prices of the last good reading.', labelNames: source }),
    unread: new Gauge({ ...common, name: 'driftledger_source_unread_texts', help: 'Price texts of the last reading that were not read with certainty.', labelNames: source }),
    failures: new Gauge({ ...common, name: 'driftledger_source_consecutive_failures', help: 'Checks in a row that did not read the source.', labelNames: source }),
    fetches: new Counter({ ...common, name: 'driftledger_fetches_total', help: 'Requests to sources, by what came of them.', labelNames: ['source', 'result'] as const }),
    duration: new Histogram({ ...common, name: 'driftledger_source_fetch_duration_seconds', help: 'How long a request to a source took.', labelNames: source, buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 90] }),
    changes: new Counter({ ...common, name: 'driftledger_changes_total', help: 'Recorded drift events.', labelNames: ['source', 'kind'] as const }),
    sent: new Counter({ ...common, name: 'driftledger_alerts_sent_total', help: 'Attempts to deliver a message, by what came of them.', labelNames: ['channel', 'result'] as const }),
    waiting: new Gauge({ ...common, name: 'driftledger_outbox_deliveries', help: 'Deliveries that are not settled.', labelNames: ['channel', 'state'] as const }),
    oldest: new Gauge({ ...common, name: 'driftledger_outbox_oldest_age_seconds', help: 'For how long the oldest delivery that is due has been due, to the minute; 0 when none is.' }),
    dead: new Gauge({ ...common, name: 'driftledger_dead_letters', help: 'Deliveries that were given up.' }),
  };
}

async function sources({ ledger }: MetricsDeps, meters: Meters): Promise<void> {
  for (const { id: source, last_success_at, rows, unread, failures_in_a_row } of await ledger.sources()) {
    if (last_success_at !== null) meters.lastSuccess.set({ source }, Date.parse(last_success_at) / 1000);
    meters.rows.set({ source }, rows);
    meters.unread.set({ source }, unread);
    meters.failures.set({ source }, failures_in_a_row);
  }
}

async function outbox({ ledger, now }: MetricsDeps, meters: Meters): Promise<void> {
  const states = ['due', 'claimed', 'held', 'dead'] as const;
  const [counts, ...lists] = await Promise.all([ledger.attemptCounts(), ...states.map((state) => ledger.deliveries({ state }))]);
  meters.sent.reset();
  for (const { channel, outcome, count } of counts) meters.sent.inc({ channel, result: outcome }, count);
  for (const [index, state] of states.entries()) {
    for (const channel of ['mail', 'webhook'] as const) meters.waiting.set({ channel, state }, (lists[index] ?? []).filter((one) => one.channel === channel).length);
  }
  const due = lists.slice(0, 2).flat().map(({ due_at, log }) => log[0]?.at ?? due_at);
  meters.oldest.set(Math.max(0, ...due.map((since) => minutesBetween(since, now()) * 60)));
  meters.dead.set((lists[3] ?? []).length);
}

function countCapture({ source, status, failure, duration_ms }: CaptureRow, meters: Meters): void {
  meters.fetches.inc({ source, result: failure === null && status !== null && status < 400 ? 'ok' : status !== null && status >= 400 ? `http_${Math.floor(status / 100)}xx` : 'failed' });
  meters.duration.observe({ source }, duration_ms / 1000);
}

/** What came into the ledger since the last look, each once; at the first look, since this was made. */
function newSince({ ledger, now }: MetricsDeps): () => Promise<{ readonly captures: readonly CaptureRow[]; readonly drift: readonly DriftRow[] }> {
  const begun = now();
  let [looked, lastCapture, lastDrift] = [begun, 0, 0];
  return async () => {
    const back = new Date(Date.parse(looked) - LOOK_BACK_MS).toISOString();
    const since = back > begun ? back : begun;
    looked = now();
    const [captures, drift] = await Promise.all([ledger.captures({ since }), ledger.drift({ since })]);
    const fresh = { captures: captures.filter(({ id, part }) => id > lastCapture && part === 'page'), drift: drift.filter(({ id }) => id > lastDrift) };
    lastCapture = Math.max(lastCapture, ...captures.map(({ id }) => id));
    lastDrift = Math.max(lastDrift, ...drift.map(({ id }) => id));
    return fresh;
  };
}
