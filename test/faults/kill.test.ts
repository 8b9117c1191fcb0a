import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/domain/canonical.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { AFTER, BEFORE, openStage, type Stage } from './stage.ts';

/** Every named point between the first byte asked for and the mail written down as sent, in the order they are passed. */
const POINTS = [
  'check.opening', 'check.begun', 'page.captured', 'page.kept', 'pages.captured', 'pages.read', 'compared', 'alerts.planned',
  'commit.snapshot-written', 'commit.drift-written', 'commit.written', 'check.committed',
  'delivery.claiming', 'delivery.claimed', 'delivery.sending', 'delivery.sent', 'delivery.settling', 'delivery.settled',
] as const;
/** Where the mail server had taken the mail before the process died: it may come again, as the same mail. */
const TAKEN_BEFORE: ReadonlySet<string> = new Set(['delivery.sent', 'delivery.settling']);

const T = ['2026-11-20T10:00:00.000Z', '2026-11-20T10:30:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'] as const;
/** What the rise of one route's own ratio is, whoever died meanwhile: two meters in two groups. */
const DRIFT = ['default input_token', 'default output_token', 'Seedance2.0 Official input_token', 'Seedance2.0 Official output_token'];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  stage.serve(BEFORE);
  expect(await stage.check(T[0])).toMatchObject({ code: 0, err: '' });
  stage.keep();
});
beforeEach(() => { stage.restore(); });
afterAll(() => stage.close());

async function told(ledger: Ledger): Promise<readonly string[]> {
  const drift = await ledger.drift({ folded: true });
  return drift.map((event) => `${event.conditions.group} ${event.meter}`).toSorted((a, b) => (a < b ? -1 : 1));
}

describe('a process that is killed', () => {
  it.each(POINTS)('at %s loses nothing and tells nothing twice', async (at) => {
    const served = stage.serve(AFTER);
    expect(await stage.check(T[1], { at, nth: 1 })).toMatchObject({ signal: 'SIGKILL' });
    expect(await stage.check(T[2])).toMatchObject({ code: 0 });
    // A third round would tell again what was not written down as told.
    expect(await stage.check(T[3])).toMatchObject({ code: 0 });

    await stage.withLedger(async (ledger) => {
      expect(await ledger.integrity()).toEqual([]);
      expect(await ledger.interruptedChecks()).toEqual([]);
      expect(await told(ledger)).toEqual(DRIFT.toSorted((a, b) => (a < b ? -1 : 1)));
      expect(await ledger.body(sha256(new TextEncoder().encode(served)))).not.toBeNull();
      const kept = (await ledger.captures({})).filter(({ part, failure }) => part === 'page' && failure === null);
      // What arrived just before the end was in nobody's hands but the dead process's; everything else is kept, once.
      const checks = POINTS.indexOf(at) <= POINTS.indexOf('page.captured') ? [T[0], T[2], T[3]] : [...T];
      expect(new Set(kept.map(({ started_at }) => started_at)).size).toBe(checks.length);
      const snapshots = (await ledger.snapshots({})).map(({ captured_at }) => captured_at).toSorted();
      expect(snapshots).toEqual(at === 'check.opening' ? [T[0], T[2], T[3]] : [...T]);
      expect((await ledger.deliveries({})).map(({ state }) => state)).toEqual(['sent']);
    });
    const ids = stage.mails().map(({ message_id }) => message_id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(TAKEN_BEFORE.has(at) ? 2 : 1);
    expect(stage.mails()[0]?.subject).toContain('+25 % seedance-2.0-fast');
  });
});

describe('a process that is killed while a person acts', () => {
  beforeEach(async () => {
    stage.serve(AFTER);
    expect(await stage.check(T[1])).toMatchObject({ code: 0 });
  });

  it.each(['acknowledge.pinned', 'acknowledge.written'])('at %s has acknowledged nothing, and can do it again', async (at) => {
    expect(await stage.run({ act: 'acknowledge', now: T[2], kill: { at, nth: 1 } })).toMatchObject({ signal: 'SIGKILL' });
    await stage.withLedger(async (ledger) => {
      expect(await ledger.alertMemory('flatkey', T[2])).toMatchObject({ pins: [], states: [{ standing: 'open', acknowledgement: null }] });
    });
    expect(await stage.run({ act: 'acknowledge', now: T[2] })).toMatchObject({ code: 0 });
    await stage.withLedger(async (ledger) => {
      const { states, pins } = await ledger.alertMemory('flatkey', T[2]);
      expect(states).toMatchObject([{ standing: 'acknowledged', acknowledgement: { why: 'budgeted' } }]);
      expect(pins).toHaveLength(DRIFT.length);
    });
  });

  it.each(['seal.computed', 'seal.filed'])('at %s leaves a whole sealed file or none, and the next try makes the same one', async (at) => {
    const seal = { date: '2026-11-20', folder: stage.folder };
    const file = join(stage.folder, '2026-11-20.sqlite');
    expect(await stage.run({ act: 'seal', now: T[3], seal, kill: { at, nth: 1 } })).toMatchObject({ signal: 'SIGKILL' });
    const first = existsSync(file) ? readFileSync(file) : null;
    expect(first === null).toBe(at === 'seal.computed');
    expect(await stage.run({ act: 'seal', now: T[3], seal })).toMatchObject({ code: 0 });
    if (first !== null) expect(readFileSync(file).equals(first)).toBe(true);
    expect(readdirSync(stage.folder).filter((name) => name.startsWith('2026') || name.endsWith('.part'))).toEqual(['2026-11-20.sqlite']);
    const questioned = await stage.run({ act: 'command', now: T[3], args: ['prices', '--db', file, '--route', 'seedance-2.0-fast', '--json'] });
    expect(questioned).toMatchObject({ code: 0 });
    expect(JSON.parse(questioned.out)).toHaveLength(DRIFT.length);
  });
});
