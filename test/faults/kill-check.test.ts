import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/domain/canonical.ts';
import { type Ledger } from '../../src/ledger/port.ts';
import { FIRST, openTheatre, SERVED, type Theatre } from './stage.ts';

/** Every named point between the first byte asked for and the mail written down as sent, in the order they are passed. */
const POINTS = [
  'check.opening', 'check.begun', 'page.captured', 'page.kept', 'pages.captured', 'pages.read', 'compared', 'alerts.planned',
  'commit.snapshot-written', 'commit.drift-written', 'commit.written', 'check.committed',
  'delivery.claiming', 'delivery.claimed', 'delivery.sending', 'delivery.sent', 'delivery.settling', 'delivery.settled',
] as const;
/** Where the mail server had taken the mail before the process died: it may come again, as the same mail. */
const TAKEN_BEFORE: ReadonlySet<string> = new Set(['delivery.sent', 'delivery.settling']);

const T = [FIRST, '2026-11-20T10:30:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'] as const;
/** What the rise of one route's own ratio is, whoever died meanwhile: two meters in two groups. */
const DRIFT = ['Seedance2.0 Official input_token', 'Seedance2.0 Official output_token', 'default input_token', 'default output_token'];

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

async function told(ledger: Ledger): Promise<readonly string[]> {
  const drift = await ledger.drift({ folded: true });
  return drift.map((event) => `${event.conditions.group} ${event.meter}`).toSorted((a, b) => (a < b ? -1 : 1));
}

describe.concurrent('a process that is killed', () => {
  it.for(POINTS)('at %s loses nothing and tells nothing twice', async (at, { onTestFinished }) => {
    const stage = await theatre.stage();
    onTestFinished(() => stage.close());
    expect(await stage.kill(at, stage.command(T[1], 'check'))).toMatchObject({ signal: 'SIGKILL' });
    // The second round would tell again what was not written down as told.
    expect(await stage.run(stage.command(T[2], 'check'), stage.command(T[3], 'check'))).toMatchObject({ code: 0, err: expect.stringMatching(/^(messages: 1 sent\n)?$/) as string });

    await stage.withLedger(async (ledger) => {
      expect(await ledger.integrity()).toEqual([]);
      expect(await ledger.interruptedChecks()).toEqual([]);
      expect(await told(ledger)).toEqual(DRIFT);
      expect(await ledger.body(sha256(new TextEncoder().encode(SERVED)))).not.toBeNull();
      const kept = (await ledger.captures({})).filter(({ part, failure }) => part === 'page' && failure === null);
      // What arrived just before the end was in nobody's hands but the dead process's; everything else is kept, once.
      const checks = POINTS.indexOf(at) <= POINTS.indexOf('page.captured') ? [T[0], T[2], T[3]] : [...T];
      expect(new Set(kept.map(({ started_at }) => started_at)).size).toBe(checks.length);
      const snapshots = (await ledger.snapshots({})).map(({ captured_at }) => captured_at).toSorted();
      expect(snapshots).toEqual(at === 'check.opening' ? [T[0], T[2], T[3]] : [...T]);
      // That the message waited for half an hour, while nothing ran, is nothing that anybody is told of.
      expect((await ledger.deliveries({})).map(({ state }) => state)).toEqual(['sent']);
      expect((await ledger.alerts({})).map(({ phase }) => phase)).toEqual(['opened']);
    });
    const ids = stage.mails.map(({ message_id }) => message_id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(TAKEN_BEFORE.has(at) ? 2 : 1);
    expect(stage.mails[0]?.subject).toContain('+25 % seedance-2.0-fast');
  });
});
