import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createWeb } from '../../src/web/index.ts';
import { type DeliveryRow } from '../../src/ledger/port.ts';
import { startMannerlyServer, type Manner, type MannerlyServer } from '../support/smtp-server.ts';
import { openTheatre, type Ended, type Stage, type Theatre } from './stage.ts';
import { closedPort } from './worker.ts';

/** Rounds half an hour apart: whatever waits is due again. */
const T = ['10:30', '11:00', '11:30', '12:00'].map((time) => `2026-11-20T${time}:00.000Z`);

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

describe('a mail server', () => {
  let stage: Stage;
  let server: MannerlyServer;
  beforeEach(async () => {
    server = await startMannerlyServer();
    stage = await theatre.stage({ env: { SMTP_URL: server.url } });
    onTestFinished(async () => { await Promise.all([stage.close(), server.close()]); });
  });

  const check = (round: number): Promise<Ended> => stage.run(stage.command(T[round] ?? '', 'check'));
  const deliveries = () => stage.withLedger(async (ledger) => (await ledger.deliveries({})).toReversed());
  const outcomes = ({ log }: DeliveryRow) => log.map(({ outcome, words }) => `${outcome}: ${words}`);
  const ids = (all: readonly { readonly message_id: string }[]) => all.map(({ message_id }) => message_id).toSorted();
  const phases = () => stage.withLedger(async (ledger) => (await ledger.alerts({})).toReversed().map(({ phase, headline }) => `${phase} ${headline.replace(/ .*/, '')}`));
  /** The same, as it is asked at the command line, by a person at the page, and by a program. */
  async function everywhere(now: string) {
    const [shown, doctor] = [await stage.run(stage.command(now, 'alerts', 'show', '1')), await stage.run(stage.command(now, 'doctor', '--json'))];
    const { api, page, ready } = await stage.withLedger(async (ledger) => {
      const web = createWeb({ ledger, now: () => now, schedule: () => [], notices: () => [], version: '0' });
      const text = async (path: string) => (await web.request(path)).text();
      return { page: await text('/alerts'), api: await text('/api/v1/alerts'), ready: await text('/readyz') };
    });
    return { shown: shown.out, doctor: (JSON.parse(doctor.out) as readonly { readonly what: string }[]).find(({ what }) => what === 'deliveries'), page, api, ready };
  }

  it.each([['greylists', '450'], ['greylists after the text', '451']] as const)('that %s gets the mail again, and takes it once', async (manner, code) => {
    server.behave(manner);
    expect(await check(0)).toMatchObject({ code: 0, err: 'messages: 1 not taken yet, will be tried again\n' });
    server.behave('takes');
    expect(await check(1)).toMatchObject({ code: 0, err: 'messages: 1 sent\n' });
    expect(await check(2)).toMatchObject({ code: 0, err: '' });
    expect(server.taken).toHaveLength(1);
    const [drift, ...more] = await deliveries();
    expect(more).toEqual([]);
    expect(drift?.message_id).toBe(server.taken[0]?.message_id);
    expect(drift && outcomes(drift)).toEqual([expect.stringContaining(`retry: ${code} `) as string, expect.stringMatching(/^sent: 250 /) as string]);
    expect(await phases()).toEqual(['opened ▲']);
  });

  it.each([['refuses', '550 5.1.1 no such user here'], ['refuses after the text', '554 5.7.1 looks like spam']] as const)('that %s makes a dead letter that everybody can see and send again', async (manner, words) => {
    server.behave(manner);
    // The alert about the dead letter finds the same server, and is no further alert.
    expect(await check(0)).toMatchObject({ code: 0, err: 'messages: 2 refused for good: see "driftledger alerts list"\n' });
    const before = await everywhere(T[0] ?? '');
    expect(before.shown).toMatch(new RegExp(`ana@example\\.com +dead .*dead +${words}`));
    expect(before.doctor).toMatchObject({ state: 'bad', found: expect.stringContaining(words) as string, mend: 'mend what the words say, then "driftledger alerts retry"' });
    for (const said of [before.page, before.api]) expect(said).toContain(words);
    expect(before.ready).toContain('dead');

    server.behave('takes');
    expect(await check(1)).toMatchObject({ code: 0, err: '' });
    expect(server.taken).toEqual([]);
    expect(await stage.run(stage.command(T[1] ?? '', 'alerts', 'retry'))).toMatchObject({ code: 0, out: '2 dead deliveries wait to be sent again\n' });
    // Both, and then that it is well again.
    expect(await check(2)).toMatchObject({ code: 0, err: 'messages: 3 sent\n' });
    expect(await check(3)).toMatchObject({ code: 0, err: '' });
    expect(new Set(ids(server.taken)).size).toBe(3);
    expect(ids(server.taken)).toEqual(ids(await deliveries()));
    expect(await phases()).toEqual(['opened ▲', 'service ▲', 'resolved ●']);
    expect((await everywhere(T[3] ?? '')).doctor).toMatchObject({ state: 'good' });
  });

  it('that takes a mail and drops the line gets it again only under the same Message-ID', async () => {
    server.behave('takes and drops the line');
    expect(await check(0)).toMatchObject({ code: 0, err: 'messages: 1 not taken yet, will be tried again\n' });
    expect((await deliveries()).map(outcomes)).toEqual([[expect.stringMatching(/^retry: .*may have arrived: it is sent again under the same Message-ID$/) as string]]);
    server.behave('takes');
    expect(await check(1)).toMatchObject({ code: 0, err: 'messages: 1 sent\n' });
    expect(await check(2)).toMatchObject({ code: 0, err: '' });
    expect(server.taken).toHaveLength(2);
    expect(server.taken[1]).toEqual(server.taken[0]);
  });

  it('that is not there is asked until it is, and its absence is told when it lasts', async () => {
    stage.env['SMTP_URL'] = `smtp://127.0.0.1:${await closedPort()}?tls=off`;
    expect(await check(0)).toMatchObject({ code: 0, err: 'messages: 1 not taken yet, will be tried again\n' });
    const { doctor, shown } = await everywhere(T[0] ?? '');
    expect(doctor).toMatchObject({ state: 'good' });
    expect(shown).toMatch(/ana@example\.com +due .*retry .*ECONNREFUSED/);
    expect(await check(1)).toMatchObject({ code: 0, err: 'messages: 2 not taken yet, will be tried again\n' });
    expect((await everywhere(T[1] ?? '')).ready).toContain('longer than 15 minutes');

    stage.env['SMTP_URL'] = server.url;
    // What happened, that it was late, and that it is so no longer.
    expect(await check(2)).toMatchObject({ code: 0, err: 'messages: 3 sent\n' });
    expect(await check(3)).toMatchObject({ code: 0, err: '' });
    expect(await phases()).toEqual(['opened ▲', 'service ⏱', 'resolved ●']);
    expect(ids(server.taken)).toEqual(ids(await deliveries()));
    expect((await deliveries()).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
  });

  it.each(['greylists', 'takes and drops the line'] as const satisfies readonly Manner[])('that %s for two days gets the mail in the end, once after it said so', async (manner) => {
    server.behave(manner);
    await check(0);
    for (const now of ['2026-11-20T16:30:00.000Z', '2026-11-21T10:30:00.000Z', '2026-11-22T10:30:00.000Z']) await stage.run(stage.command(now, 'check'));
    server.behave('takes');
    await stage.run(stage.command('2026-11-22T11:30:00.000Z', 'check'), stage.command('2026-11-22T13:30:00.000Z', 'check'));
    const [drift] = await deliveries();
    expect(drift).toMatchObject({ state: 'sent', attempts: 5 });
    expect(server.taken.filter(({ message_id }) => message_id === drift?.message_id)).toHaveLength(manner === 'greylists' ? 1 : 5);
  });
});
