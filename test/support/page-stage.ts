import { join } from 'node:path';
import { signLink, type LinkAct } from '../../src/alerts/index.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { createWeb, serveWeb } from '../../src/web/index.ts';
import { check, deliveryTo, recordOf, rise, snapshotOf, stateOf } from './alert-parts.ts';
import { commandLine } from './command-line.ts';

/** Every page a person can open, served from a real ledger: the demo's, and on top of it what only bad luck and bad people bring. */
export interface PageStage {
  /** By name; addresses with their host. */
  readonly pages: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const START = '2026-11-24T06:28:00.000Z';
/** Half an hour later, when the pages are looked at. */
const NOW = '2026-11-24T06:58:00.000Z';
const WORD = 'seedance'.repeat(30);
/** A name that has no place to break, runs from right to left, and would like to be a tag. */
export const HOSTILE = `evil/<img src=x onerror=alert(1)>\u202Eedo/${WORD}`;
const REVIEWER = 'a.person.with.a.very.long.address.in.procurement@department-for-things-that-are-bought.example.com';

/** Plays the demo (some seconds), then a hostile source, people's acts and refused mails; serves that, and an empty ledger beside it. */
export async function stagePages(): Promise<PageStage> {
  const line = commandLine({ start: START });
  await line.json(['demo', '--once', `--folder=${line.folder}`]);
  const ledger = openSqliteLedger({ file: line.db, mode: 'write', isAlive: () => true });
  const empty = openSqliteLedger({ file: join(line.folder, 'empty.sqlite'), mode: 'write', isAlive: () => true });
  const at = (minute: number): string => new Date(Date.parse(START) + minute * 60_000).toISOString();
  const causes = await ledger.alertCauses({ at: NOW });
  const alertOf = (part: string): number => causes.find(({ headline }) => headline.includes(part))?.id ?? missing(part);

  await ledger.acknowledge({ alert: alertOf('group "Economy"'), by: 'ana@example.com', why: 'announced in their changelog of last week', at: at(1) });
  await ledger.addSilence({ match: { route: 'grok-*', source: 'flatkey' }, reason: 'we leave this model at the end of the month', by: 'ben@example.com', at: at(1), until: '2026-11-30T18:00:00.000Z' });
  await ledger.addSilence({ match: { key: (await ledger.alerts({ id: alertOf('seedream') }))[0]?.key ?? '' }, reason: 'planned migration', by: REVIEWER, at: at(2), until: '2026-12-01T06:00:00.000Z' });

  await ledger.putSource({ id: 'tiny', adapter: 'tiny', publisher: `Tiny & Söhne ${WORD.slice(0, 60)}`, evidence_class: 'catalog', url: 'http://tiny.test/catalog' });
  const before = { [HOSTILE]: '1', 'a//b/../c': '99999999999999999999.000000000001' };
  await check(ledger, at(3), { snapshot: snapshotOf(at(3), {}, before) });
  await check(ledger, at(6), {
    snapshot: snapshotOf(at(6), { drift: [rise(HOSTILE, '1', '12345678901234567890.0001')] }, { [HOSTILE]: '12345678901234567890.0001' }),
    alerts: [recordOf({
      key: `tiny route ${HOSTILE}`, severity: 'critical', headline: `▲ ${HOSTILE} dearer`, events: [0], state: stateOf({ key: `tiny route ${HOSTILE}`, severity: 'critical', opened_at: at(6), changed_at: at(6) }),
      content: JSON.stringify({ kind: 'route', publisher: 'Tiny', at: at(6), previous_at: at(3), groups: {}, rules: {}, stages: [{ stage: 'confirm', words: `held for 2 captures, ${WORD}` }, { stage: 'judge', words: 'critical: a rise of 10 % or more' }] }),
      deliveries: [deliveryTo(REVIEWER, `<${WORD}@example.com>`, { due_at: at(6) }), deliveryTo('ben@example.com', '<2@example.com>', { due_at: at(60) }), deliveryTo('weekly@example.com', '<3@example.com>', { mode: 'weekly' })],
    })],
  });
  await check(ledger, at(9), { findings: [{ kind: 'source.unreachable', source: 'tiny', message: `expected an answer from http://tiny.test/${WORD}, got none` }] });
  const holder = { host: 'stage', pid: 1, started: '' };
  for (let claimed = await ledger.claimDelivery(at(8), holder, 1000); claimed !== null; claimed = await ledger.claimDelivery(at(8), holder, 1000)) {
    await ledger.settleDelivery(claimed.id, { at: at(8), outcome: 'dead', words: `550 5.1.1 <${claimed.recipient}>: no such user; https://mail.example/${WORD}` });
  }
  const hostileAlert = (await ledger.alertCauses({ at: NOW, source: 'tiny' }))[0]?.id ?? missing('tiny');

  const common = { now: () => NOW, version: '0.1.0', schedule: () => [{ id: 'flatkey', next_due: '2026-11-24T07:00:00.000Z', stale_after_minutes: 90 }, { id: 'byteplus', next_due: null, stale_after_minutes: 30 }] };
  const letter = { to: 'procurement@demo.example', subject: '▲ +25 % seedance-2.0-fast', html: '<!doctype html><title>m</title><p>a mail', text: `a mail\n${WORD}`, message_id: '<1@demo.example>' };
  const served = await Promise.all([
    serveWeb(createWeb({ ...common, ledger, acts: ledger, notices: () => ['SMTP_URL is not set: mails wait in the outbox.'], caught: () => [letter] }), { host: '127.0.0.1', port: 0 }),
    serveWeb(createWeb({ ...common, schedule: () => [], ledger: empty, notices: () => [] }), { host: '127.0.0.1', port: 0 }),
  ]);
  const [full, bare] = served.map(({ url }) => url.replace(/\/$/, ''));
  const key = await ledger.linkKey();
  const link = (act: LinkAct, expires = '2026-12-20T00:00:00.000Z', alert = hostileAlert): string => signLink({ act, alert, recipient: REVIEWER, expires }, key);
  const done = link('ack', undefined, alertOf('unknown_failure'));
  await fetch(`${full}/act/${done}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'reason=agreed' });

  const paths: Readonly<Record<string, string>> = {
    'first': '/', 'search': '/?q=seedance', 'search-nothing': '/?q=nothing-like-this', 'past': '/?at=2026-11-24T01:00:00Z&source=flatkey',
    'route': '/routes/bytedance/seedance-2.0/fast/text-to-video', 'route-status': '/routes/seedance-2.0', 'route-hostile': `/routes?name=${encodeURIComponent(HOSTILE)}`, 'route-unknown': `/routes/${encodeURIComponent(`no-such-${WORD}`)}`,
    'drift': '/drift', 'alerts': '/alerts', 'alerts-open': '/alerts?standing=open', 'alerts-nothing': '/alerts?severity=info', 'alert-hostile': `/alerts/${hostileAlert}`, 'alert-unit': `/alerts/${alertOf('seedream')}`,
    'alert-status': `/alerts/${alertOf('unknown_failure')}`, 'alert-factor': `/alerts/${alertOf('group "Economy"')}`, 'alert-unknown': '/alerts/9999', 'api': '/api', 'mails': '/mails',
    'act-ask': `/act/${link('ack')}`, 'act-silence': `/act/${link('silence')}`, 'act-done': `/act/${done}`, 'act-old': `/act/${link('ack', '2026-01-01T00:00:00.000Z')}`, 'act-forged': '/act/x.y', 'unsubscribe': `/unsubscribe/${link('unsubscribe')}`,
    'wrong-question': '/?at=never', 'not-found': '/nowhere',
  };
  return {
    pages: { ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${full}${path}`])), 'empty': `${bare}/`, 'empty-drift': `${bare}/drift`, 'empty-alerts': `${bare}/alerts` },
    async close() {
      await Promise.all(served.map((one) => one.close()));
      await Promise.all([ledger.close(), empty.close()]);
      line.remove();
    },
  };
}

/** The demo's page as it is when the play is over: the picture in the README. */
export async function stageDemoPage(): Promise<PageStage> {
  const line = commandLine({ start: START });
  await line.json(['demo', '--once', `--folder=${line.folder}`]);
  const ledger = openSqliteLedger({ file: line.db, mode: 'read', isAlive: () => true });
  const schedule = () => ['byteplus', 'fal', 'flatkey'].map((id) => ({ id, next_due: '2026-11-24T06:30:00.000Z', stale_after_minutes: 90 }));
  const page = await serveWeb(createWeb({ ledger, now: () => START, version: '0.1.0', schedule, notices: () => [] }), { host: '127.0.0.1', port: 0 });
  return {
    pages: { first: page.url },
    async close() {
      await page.close();
      await ledger.close();
      line.remove();
    },
  };
}

function missing(what: string): never {
  throw new Error(`the stage has no alert about ${what}`);
}
