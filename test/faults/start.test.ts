import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { describe, expect, it, type TestContext } from 'vitest';
import { firstFlatkeyState, flatkeyPayload } from '../../src/demo/replica/flatkey.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/index.ts';
import { commandLine, type CommandLine } from '../support/command-line.ts';
import { there } from '../support/engines.ts';
import { withLedgerAt } from './stage.ts';
import { closedPort, startHere, startWorker, type Worker } from './worker.ts';

type Context = Pick<TestContext, 'onTestFinished'>;

/** A folder of its own, with sources that are asked at `url`; its commands run on the machine's clock, as the workers do. */
function folder({ onTestFinished }: Context, url: string, sources: readonly string[] = ['flatkey']): CommandLine {
  const place = commandLine({ start: new Date().toISOString() });
  onTestFinished(place.remove);
  place.configure({ network: { allowPrivate: true }, sources: sources.map((id) => ({ id, adapter: id, url: `${url}/${id}`, cron: '0 6 * * *', ...(id === 'fal' ? { routes: ['*'] } : {}) })) });
  return place;
}

function started({ onTestFinished }: Context, place: CommandLine): Worker {
  const worker = startWorker(place);
  onTestFinished(() => { worker.signal('SIGKILL'); });
  return worker;
}

/** What nobody may hold any more: asked by a holder for whom everybody else is alive. */
async function leases(db: string): Promise<readonly unknown[]> {
  const ledger = openSqliteLedger({ file: db, mode: 'write', isAlive: () => true });
  try {
    return [await ledger.acquireLease('worker', there, new Date().toISOString(), 1), await ledger.acquireLease('check', there, new Date().toISOString(), 1)];
  } finally {
    await ledger.close();
  }
}

/** A gateway that takes every request and answers none, until it is told to. */
async function silentGateway({ onTestFinished }: Context): Promise<{ readonly url: string; readonly asked: Promise<void>; speak(): void }> {
  let [speaks, ask] = [false, (): void => {}];
  const asked = new Promise<void>((resolve) => { ask = resolve; });
  const server: Server = createServer((_request, response) => {
    ask();
    if (speaks) response.writeHead(200, { 'content-type': 'application/json' }).end(flatkeyPayload(firstFlatkeyState(Math.floor(Date.now() / 1000)), 1));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { server.closeAllConnections(); server.close(); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, speak: () => { speaks = true; } };
}

describe.concurrent('start', () => {
  it('says without a network why each source failed, answers, stops cleanly and starts again', async (context) => {
    const ids = ['flatkey', 'fal', 'byteplus'] as const;
    const place = folder(context, `http://127.0.0.1:${await closedPort()}`, ids);
    const worker = started(context, place);
    const page = await worker.page();
    await Promise.all(ids.map((id) => worker.said(new RegExp(`${id}: source\\.unreachable: .*the connection was refused`))));

    const sources = await (await fetch(`${page}api/v1/sources`)).json() as { readonly items: readonly { readonly id: string; readonly rows: number; readonly last_failure: { readonly message: string } | null }[] };
    expect(sources.items.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
    for (const { last_failure, rows } of sources.items) expect([rows, last_failure?.message]).toEqual([0, expect.stringContaining('the connection was refused') as string]);
    const shown = await fetch(page);
    expect(shown.status).toBe(200);
    expect((await shown.text()).match(/the connection was refused/g)?.length).toBeGreaterThanOrEqual(ids.length);
    const checks = await place.json<readonly { readonly what: string; readonly state: string; readonly found: string }[]>(['doctor'], 1);
    for (const id of ids) expect(checks).toContainEqual(expect.objectContaining({ what: 'sources', state: 'bad', found: expect.stringMatching(new RegExp(`^${id} was never read: .*the connection was refused`)) as string }));

    worker.signal('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, signal: null, out: expect.stringMatching(/stopped\n$/) as string });
    expect(await leases(place.db)).toEqual([null, null]);
    await withLedgerAt(place.db, async (ledger) => {
      expect([await ledger.integrity(), await ledger.interruptedChecks()]).toEqual([[], []]);
      expect([await ledger.snapshots({}), await ledger.prices({ at: '2100-01-01T00:00:00.000Z' })]).toEqual([[], []]);
    });

    const second = started(context, place);
    expect((await fetch(await second.page())).status).toBe(200);
    second.signal('SIGINT');
    expect(await second.ended).toMatchObject({ code: 0, err: '' });
  });

  it('stops in the middle of a check, gives the ledger free, and finishes the check at the next start', async (context) => {
    const gateway = await silentGateway(context);
    const place = folder(context, gateway.url);
    const worker = started(context, place);
    await gateway.asked;
    const before = performance.now();
    worker.signal('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0, signal: null, err: '', out: expect.stringMatching(/stopped\n$/) as string });
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(await leases(place.db)).toEqual([null, null]);
    await withLedgerAt(place.db, async (ledger) => {
      expect(await ledger.integrity()).toEqual([]);
      expect(await ledger.interruptedChecks()).toMatchObject([{ source: 'flatkey', captures: [] }]);
    });

    gateway.speak();
    const second = started(context, place);
    await second.said(/flatkey: finished what a crash cut off: snapshot 1, \d{2,} rows/);
    second.signal('SIGTERM');
    expect(await second.ended).toMatchObject({ code: 0, err: '' });
    await withLedgerAt(place.db, async (ledger) => { expect(await ledger.interruptedChecks()).toEqual([]); });
  });

  it('refuses to be the second worker of a ledger, and takes over at once from one that was killed', async (context) => {
    const gateway = await silentGateway(context);
    const place = folder(context, gateway.url);
    gateway.speak();
    const first = started(context, place);
    const page = await first.page();
    const second = await started(context, place).ended;
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toBe(`another process is the worker of this ledger (process ${first.pid} on ${hostname()})\n  where: process ${first.pid}\n  mend: wait for it to finish, or stop it, and try again\n`);
    expect((await fetch(page)).status).toBe(200);

    first.signal('SIGKILL');
    expect(await first.ended).toMatchObject({ signal: 'SIGKILL' });
    const third = started(context, place);
    expect((await fetch(await third.page())).status).toBe(200);
    third.signal('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0, err: '' });
    await withLedgerAt(place.db, async (ledger) => { expect(await ledger.integrity()).toEqual([]); });
  });

  it('leaves the ledger to no dead holder when its page cannot be opened', async (context) => {
    const gateway = await silentGateway(context);
    const place = folder(context, gateway.url);
    const ran = await place.run('start', '--port', new URL(gateway.url).port);
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('another program uses that port') as string });
    expect(await leases(place.db)).toEqual([null, null]);
  });

  it('waits for the end of the lease of a worker on another machine, whose death it cannot see', async (context) => {
    const place = folder(context, `http://127.0.0.1:${await closedPort()}`, []);
    await withLedgerAt(place.db, async (ledger) => { expect(await ledger.acquireLease('worker', there, '2026-11-20T10:00:00.000Z', 600_000)).toBeNull(); });
    const early = await startHere(place, () => '2026-11-20T10:09:59.000Z').ended;
    expect(early).toMatchObject({ code: 1, err: expect.stringContaining('another process is the worker of this ledger (process 2 on there)') as string });
    const late = startHere(place, () => '2026-11-20T10:10:00.000Z');
    await late.page();
    late.signal('SIGTERM');
    expect(await late.ended).toMatchObject({ code: 0, err: '' });
  });
});
