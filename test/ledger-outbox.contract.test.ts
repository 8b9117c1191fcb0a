import { describe, expect, it } from 'vitest';
import { type DeliveryRecord, type Ledger } from '../src/ledger/port.ts';
import { check, deliveryTo, KEY, on, recordOf, stateOf } from './support/alert-parts.ts';
import { engines, here, there } from './support/engines.ts';
import { freshLedger } from './support/open-ledger.ts';

const MINUTE = 60_000;

for (const engine of engines) {
  describe(`the outbox on ${engine.id}`, () => {
    const open = freshLedger(engine);
    const withDeliveries = async (...deliveries: readonly DeliveryRecord[]) => {
      await check(open().ledger, on(1), { alerts: [recordOf({ deliveries })] });
      return open();
    };
    const states = async () => Object.fromEntries((await open().ledger.deliveries({})).map(({ message_id, state }) => [message_id, state]));

    it('hands out what goes by itself, and never what waits for a digest', async () => {
      const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<day>', { mode: 'daily' }), deliveryTo('b@example.com', '<week>', { mode: 'weekly' }), deliveryTo('c@example.com', '<now>'));
      expect(await ledger.claimDelivery(on(9), here, MINUTE)).toMatchObject({ message_id: '<now>' });
      expect(await ledger.claimDelivery(on(9), here, MINUTE)).toBeNull();
      expect(await ledger.deliveries({ state: 'held' })).toMatchObject([{ mode: 'weekly' }, { mode: 'daily' }]);
      expect(await ledger.deliveries({ recipient: 'a@example.com' })).toMatchObject([{ message_id: '<day>', state: 'held', bundled_into: null }]);
    });

    it('holds what is over the hour’s most for an overflow digest, and does not count it as an attempt', async () => {
      const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<1>'));
      await ledger.claimDelivery(on(1), here, MINUTE);
      await ledger.settleDelivery(1, { at: on(1), outcome: 'held', words: '20 in this hour', due_at: on(1, '11:00') });
      expect(await ledger.deliveries({})).toMatchObject([{ state: 'held', mode: 'overflow', attempts: 0, due_at: on(1, '11:00'), settled_at: null, log: [{ outcome: 'held', words: '20 in this hour' }] }]);
      expect(await ledger.claimDelivery(on(9), here, MINUTE)).toBeNull();
    });

    it('keeps what was sent as sent, also when a sender that lost its claim comes late', async () => {
      const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<1>'));
      await ledger.claimDelivery(on(1), here, MINUTE);
      await ledger.claimDelivery(on(1, '10:02'), there, MINUTE);
      await ledger.settleDelivery(1, { at: on(1, '10:03'), outcome: 'sent', words: '250 ok' });
      await ledger.settleDelivery(1, { at: on(1, '10:04'), outcome: 'retry', words: 'lost the line', due_at: on(1, '10:05') });
      expect(await ledger.deliveries({})).toMatchObject([{ state: 'sent', settled_at: on(1, '10:03'), log: [{ outcome: 'sent' }, { outcome: 'retry' }] }]);
      expect(await ledger.claimDelivery(on(9), here, MINUTE)).toBeNull();
    });

    it('counts what was sent to one recipient since a time', async () => {
      const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<1>'), deliveryTo('b@example.com', '<2>'), deliveryTo('a@example.com', '<3>', { channel: 'webhook' }));
      for (const [id, time] of [[1, '10:01'], [2, '10:02'], [3, '10:03']] as const) await ledger.settleDelivery(id, { at: on(1, time), outcome: 'sent', words: 'ok' });
      expect(await ledger.sentSince('mail', 'a@example.com', on(1, '10:01'))).toEqual([on(1, '10:01')]);
      expect(await ledger.sentSince('mail', 'a@example.com', on(1, '10:02'))).toEqual([]);
    });

    describe('a recipient that is switched off', () => {
      it('gets nothing more: what waits is dropped, what comes later too, each with the reason', async () => {
        const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<due>'), deliveryTo('b@example.com', '<other>'));
        await check(ledger, on(2), { alerts: [recordOf({ deliveries: [deliveryTo('a@example.com', '<held>', { mode: 'daily' })] })] });
        await ledger.switchOff('mail', 'a@example.com', on(3), 'unsubscribed by a link');
        expect(await states()).toEqual({ '<due>': 'dropped', '<held>': 'dropped', '<other>': 'due' });
        await check(ledger, on(4), { alerts: [recordOf({ deliveries: [deliveryTo('a@example.com', '<later>')] })] });
        expect(await ledger.claimDelivery(on(5), here, MINUTE)).toMatchObject({ message_id: '<other>' });
        expect(await ledger.claimDelivery(on(5), here, MINUTE)).toBeNull();
        expect(await ledger.deliveries({ state: 'dropped', recipient: 'a@example.com' })).toMatchObject([
          { message_id: '<later>', settled_at: on(5), log: [{ at: on(5), outcome: 'dropped', words: 'unsubscribed by a link' }] }, { message_id: '<held>', settled_at: on(3) }, { message_id: '<due>' },
        ]);
      });

      it('is listed, is on again when asked, and the log knows both', async () => {
        const { ledger } = open();
        await ledger.switchOff('mail', 'a@example.com', on(3), 'unsubscribed');
        await ledger.switchOff('mail', 'a@example.com', on(4), 'unsubscribed again');
        expect(await ledger.switchedOff()).toEqual([{ channel: 'mail', recipient: 'a@example.com', at: on(3), words: 'unsubscribed' }]);
        expect(await ledger.switchOn('webhook', 'a@example.com', on(5))).toBe(false);
        expect(await ledger.switchOn('mail', 'a@example.com', on(5))).toBe(true);
        expect(await ledger.switchedOff()).toEqual([]);
        expect((await ledger.alertLog(null)).map(({ what }) => what)).toEqual(['switched off', 'switched on']);
      });

      it('gets by name what had been dropped, not with all that is dead', async () => {
        const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<1>'));
        await ledger.switchOff('mail', 'a@example.com', on(3), 'unsubscribed');
        await ledger.switchOn('mail', 'a@example.com', on(4));
        expect(await ledger.retryDeliveries('all', on(4))).toBe(0);
        expect(await ledger.retryDeliveries([1], on(4))).toBe(1);
        expect(await ledger.claimDelivery(on(4), here, MINUTE)).toMatchObject({ message_id: '<1>' });
      });

      it('has all its attempts again when an operator sends it again, and the log keeps those before', async () => {
        const { ledger } = await withDeliveries(deliveryTo('a@example.com', '<1>'));
        await ledger.claimDelivery(on(2), here, MINUTE);
        await ledger.settleDelivery(1, { at: on(2), outcome: 'retry', words: '451 later', due_at: on(3) });
        await ledger.claimDelivery(on(3), here, MINUTE);
        await ledger.settleDelivery(1, { at: on(3), outcome: 'dead', words: '550 unknown' });
        await ledger.retryDeliveries('all', on(4));
        expect(await ledger.claimDelivery(on(4), here, MINUTE)).toMatchObject({ attempts: 0 });
        expect((await ledger.deliveries({}))[0]?.log.map(({ words }) => words)).toEqual(['451 later', '550 unknown']);
      });

      it('is one that answered 410: dead and off in one transaction', async () => {
        const hook = { channel: 'webhook' } as const;
        const { ledger, crashAt } = await withDeliveries(deliveryTo('slack', '<1>', hook));
        await check(ledger, on(1, '10:01'), { alerts: [recordOf({ deliveries: [deliveryTo('slack', '<2>', hook)] })] });
        await ledger.claimDelivery(on(2), here, MINUTE);
        const gone = { at: on(2), outcome: 'gone', words: '410 Gone' } as const;
        crashAt('delivery.settling');
        await expect(ledger.settleDelivery(1, gone)).rejects.toThrow('crash');
        expect([await states(), await ledger.switchedOff()]).toEqual([{ '<1>': 'claimed', '<2>': 'due' }, []]);
        await ledger.settleDelivery(1, gone);
        expect(await states()).toEqual({ '<1>': 'dead', '<2>': 'dropped' });
        expect(await ledger.switchedOff()).toMatchObject([{ channel: 'webhook', recipient: 'slack', words: '410 Gone' }]);
        expect(await ledger.deliveries({ state: 'dead' })).toMatchObject([{ attempts: 1, log: [{ outcome: 'gone', words: '410 Gone' }] }]);
      });
    });
  });

  describe(`silences on ${engine.id}`, () => {
    const open = freshLedger(engine);
    const noisy = { match: { route: 'seedance-*' }, reason: 'moving house', by: 'Ana', at: on(2), until: on(9) };
    const ids = async (at?: string) => (await open().ledger.silences(at === undefined ? {} : { at })).map(({ id }) => id);

    it('are in force from their beginning until they run out', async () => {
      const { ledger } = open();
      expect(await ledger.addSilence(noisy)).toEqual({ id: 1, match: { route: 'seedance-*' }, reason: 'moving house', by: 'Ana', created_at: on(2), until: on(9), ended_at: null, reminded_at: null, hidden: [] });
      expect(await Promise.all([on(1), on(2), on(8), on(9)].map(ids))).toEqual([[], [1], [1], []]);
      expect(await ids()).toEqual([1]);
      expect((await ledger.alertMemory('tiny', on(8))).silences).toMatchObject([{ id: 1 }]);
    });

    it('end when somebody ends them, once', async () => {
      const { ledger } = open();
      await ledger.addSilence({ ...noisy, match: { key: KEY } });
      expect(await ledger.endSilence(1, on(5), 'Ben')).toBe(true);
      expect(await ledger.endSilence(1, on(6), 'Ben')).toBe(false);
      expect(await ledger.endSilence(7, on(6), 'Ben')).toBe(false);
      expect(await Promise.all([on(4), on(5)].map(ids))).toEqual([[1], []]);
      expect(await ledger.alertLog(KEY)).toMatchObject([{ what: 'silenced', by: 'Ana', words: `silence 1 until ${on(9)}: moving house` }, { what: 'unsilenced', by: 'Ben' }]);
    });

    it('cannot be ended when they have run out', async () => {
      await open().ledger.addSilence(noisy);
      expect(await open().ledger.endSilence(1, on(10), 'Ben')).toBe(false);
    });

    it('know what they hid, and that their author was reminded', async () => {
      const { ledger } = open();
      await ledger.addSilence(noisy);
      await check(ledger, on(3), { alerts: [recordOf(), recordOf({ key: 'other', silenced_by: [1] }), recordOf({ key: 'third', silenced_by: [1] })] });
      await ledger.markReminded(1, on(8));
      expect(await ledger.silences({})).toMatchObject([{ hidden: [2, 3], reminded_at: on(8) }]);
    });

    it('leave nothing when they die half made', async () => {
      const { ledger, crashAt } = open();
      crashAt('silence.written');
      await expect(ledger.addSilence(noisy)).rejects.toThrow('crash');
      expect([await ids(), await ledger.alertLog(null)]).toEqual([[], []]);
    });

    it('hold on when their end dies half made', async () => {
      const { ledger, crashAt } = open();
      const { id } = await ledger.addSilence(noisy);
      crashAt('silence.ended');
      await expect(ledger.endSilence(id, noisy.at, 'Ben')).rejects.toThrow('crash');
      expect(await ledger.silences({ at: noisy.at })).toMatchObject([{ id, ended_at: null }]);
      expect(await ledger.endSilence(id, noisy.at, 'Ben')).toBe(true);
    });
  });

  describe(`links in mails on ${engine.id}`, () => {
    const open = freshLedger(engine, { randomBytes: (size) => new Uint8Array(size).fill(0xab) });

    const acknowledge = { act: 'acknowledge', alert: 1, by: 'Ana', why: 'agreed', at: on(2) } as const;
    const silence = { act: 'silence', match: { key: KEY }, reason: 'migration', by: 'Ana', at: on(2), until: on(9) } as const;
    const opened = async () => {
      await check(open().ledger, on(1), { alerts: [recordOf({ state: stateOf() })] });
      return open();
    };
    const done = async (ledger: Ledger) => ({
      standing: (await ledger.alertStates({ key: KEY }))[0]?.standing, pins: (await ledger.alertMemory('tiny', on(3))).pins.length,
      silences: (await ledger.silences({})).length, log: (await ledger.alertLog(KEY)).map(({ at, what }) => [at, what]),
    });

    it('do what they say once, each for itself', async () => {
      const { ledger } = await opened();
      expect(await ledger.followLink('ack', acknowledge)).toBe('done');
      expect(await ledger.followLink('ack', { ...acknowledge, why: 'another', at: on(3) })).toBe('used');
      expect(await ledger.followLink('silence', silence)).toBe('done');
      expect(await ledger.followLink('silence', { ...silence, at: on(3) })).toBe('used');
      expect(await done(ledger)).toEqual({ standing: 'acknowledged', pins: 1, silences: 1, log: [[on(2), 'acknowledged'], [on(2), 'silenced']] });
      expect((await ledger.alertStates({ key: KEY }))[0]?.acknowledgement).toEqual({ by: 'Ana', why: 'agreed', at: on(2) });
    });

    it.each([['acknowledge.pinned', acknowledge], ['acknowledge.written', acknowledge], ['silence.written', silence], ['link.used', acknowledge], ['link.used', silence]] as const)(
      'are not used up by a crash at %s, and have done nothing', async (at, act) => {
        const { ledger, crashAt } = await opened();
        crashAt(at);
        await expect(ledger.followLink('hash', act)).rejects.toThrow('crash');
        expect(await done(ledger)).toEqual({ standing: 'open', pins: 0, silences: 0, log: [] });
        expect(await ledger.followLink('hash', act)).toBe('done');
      });

    it('are not used up where there is nothing to acknowledge', async () => {
      const { ledger } = open();
      expect(await ledger.followLink('hash', acknowledge)).toBe('nothing');
      await check(ledger, on(1), { alerts: [recordOf({ state: stateOf() })] });
      expect(await ledger.followLink('hash', acknowledge)).toBe('done');
    });

    it('are signed with one key, made at first use and kept', async () => {
      const { ledger, reopened } = open();
      expect(await ledger.linkKey()).toBe('ab'.repeat(32));
      expect(await reopened((again) => again.linkKey())).toBe('ab'.repeat(32));
    });
  });
}
