import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandLine, type CommandLine } from '../support/command-line.ts';
import { startHere, type Worker } from './worker.ts';

const START = '2026-11-20T10:00:00.000Z';
const source = (id: string) => ({ id, adapter: 'flatkey', url: 'http://127.0.0.1:9/api/pricing', cron: '*/30 * * * *', enabled: false });

/** Only the worker's minute is the test's own: node-cron waits for it, and nothing else in here waits. */
describe('schedules.json, changed while the worker runs', () => {
  let place: CommandLine;
  let worker: Worker;
  let changes = 0;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date(START) });
    place = commandLine({ start: START });
    place.configure({ sources: [source('flatkey')] });
    worker = startHere(place, () => new Date().toISOString());
    await worker.page();
  });
  afterEach(async () => {
    worker.signal('SIGTERM');
    await worker.ended;
    vi.useRealTimers();
    place.remove();
  });

  /** Writes the file, with a time of its own however fast the test is, and lets the worker's next minute come. */
  async function change(text: string | null): Promise<void> {
    if (text === null) rmSync(place.config);
    else {
      writeFileSync(place.config, text);
      changes += 1;
      utimesSync(place.config, new Date(2027, 0, changes), new Date(2027, 0, changes));
    }
    await vi.advanceTimersByTimeAsync(60_000);
  }

  it.each([
    ['is no JSON', '{ "sources": [', /schedules\.json:1:\d+|schedules\.json/],
    ['names no adapter that there is', JSON.stringify({ sources: [{ ...source('flatkey'), adapter: 'flatkye' }] }), /flatkye/],
    ['is gone', null, /there is no configuration here/],
  ])('is not taken when it %s: the last good one stays in force, and a mended one is taken', async (_name, bad, words) => {
    const page = await worker.page();
    const text = async (): Promise<string> => (await fetch(page)).text();
    const doctor = async () => (await fetch(`${page}api/v1/sources`)).json() as Promise<{ readonly items: readonly unknown[] }>;
    await change(bad);
    expect((await worker.said(words)).index).toBeGreaterThan(0);
    await worker.said(/schedules\.json said before stays in force/);
    expect(await text()).toContain('schedules.json was changed and cannot be used');
    expect((await doctor()).items).toHaveLength(1);

    await change(JSON.stringify({ sources: [source('flatkey'), source('second')] }));
    await worker.said(/schedules\.json was read again: 2 sources/);
    expect(await text()).not.toContain('cannot be used');
    worker.signal('SIGTERM');
    const { code, err } = await worker.ended;
    expect(code).toBe(0);
    // Said once, not at every minute.
    expect(err.match(/said before stays in force/g)).toHaveLength(1);
  });

  it('is taken at the next minute, and not read again while it stays as it is', async () => {
    await change(JSON.stringify({ sources: [source('flatkey'), source('second'), source('third')] }));
    await worker.said(/schedules\.json was read again: 3 sources/);
    await vi.advanceTimersByTimeAsync(180_000);
    worker.signal('SIGTERM');
    expect((await worker.ended).out.match(/was read again/g)).toHaveLength(1);
  });
});
