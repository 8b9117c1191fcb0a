import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { type Ledger } from '../../src/ledger/port.ts';
import { startAnswering, type AnsweringServer } from '../support/answers.ts';
import { openTheatre, type Stage, type Theatre } from './stage.ts';

/** The points of telling, in the order they are passed, once a message is in the outbox. */
const DELIVERY = ['delivery.claiming', 'delivery.claimed', 'delivery.sending', 'delivery.sent', 'delivery.settling', 'delivery.settled'] as const;
/** Where the other side had taken the message before the process died. */
const TAKEN_BEFORE: ReadonlySet<string> = new Set(['delivery.sent', 'delivery.settling']);

let theatre: Theatre;
beforeAll(async () => { theatre = await openTheatre(); });
afterAll(() => theatre.close());

const states = async (ledger: Ledger) => (await ledger.deliveries({})).toReversed().map(({ channel, mode, state }) => `${channel} ${mode} ${state}`);

describe.concurrent('a digest that is cut off', () => {
  const MORNING = ['2026-11-21T08:05:00.000Z', '2026-11-21T08:35:00.000Z', '2026-11-21T09:05:00.000Z'] as const;
  const alerts = { from: 'driftledger@example.com', rules: [{ name: 'finance', to: ['ana@example.com'], when: 'daily' }] };

  it.for(['alert.recorded', ...DELIVERY])('at %s is opened once, and mailed once', async (at, { onTestFinished }) => {
    const stage = await theatre.stage({ alerts });
    onTestFinished(() => stage.close());
    expect(await stage.run(stage.command('2026-11-20T10:30:00.000Z', 'check'))).toMatchObject({ code: 0, err: '' });
    expect(await stage.withLedger(states)).toEqual(['mail daily held']);
    expect(await stage.kill(at, stage.command(MORNING[0], 'check'))).toMatchObject({ signal: 'SIGKILL' });
    expect(await stage.run(stage.command(MORNING[1], 'check'), stage.command(MORNING[2], 'check'))).toMatchObject({ code: 0 });

    await stage.withLedger(async (ledger) => {
      expect(await ledger.integrity()).toEqual([]);
      expect((await ledger.alerts({})).map(({ phase }) => phase)).toEqual(['digest', 'opened']);
      expect(await states(ledger)).toEqual(['mail daily bundled', 'mail immediately sent']);
    });
    const ids = stage.mails.map(({ message_id }) => message_id);
    expect(ids).toHaveLength(TAKEN_BEFORE.has(at) ? 2 : 1);
    expect(new Set(ids).size).toBe(1);
    expect(stage.mails[0]?.text).toContain('seedance-2.0-fast');
  });
});

describe.concurrent('a webhook that is cut off', () => {
  const T = ['2026-11-20T10:30:00.000Z', '2026-11-20T11:00:00.000Z', '2026-11-20T11:30:00.000Z'] as const;

  /** A stage whose alerts go to a receiver on loopback, by the Standard Webhooks specification. */
  async function receiving({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, status: number): Promise<{ readonly stage: Stage; readonly receiver: AnsweringServer; readonly ids: () => readonly string[] }> {
    const receiver = await startAnswering({ status, body: '' });
    const stage = await theatre.stage({
      env: { HOOK_SECRET: `whsec_${Buffer.from('a secret of the test').toString('base64')}` },
      alerts: { webhooks: [{ name: 'ops', url: `${receiver.url}/hook`, secret_env: 'HOOK_SECRET' }], rules: [{ name: 'ops', webhooks: ['ops'], match: { severity: 'warning' } }] },
    });
    onTestFinished(async () => { await Promise.all([stage.close(), receiver.close()]); });
    return { stage, receiver, ids: () => receiver.asked.map(({ headers }) => String(headers['webhook-id'])) };
  }

  it.for(DELIVERY)('at %s reaches its receiver once, or again with the same id', async (at, context) => {
    const { stage, ids } = await receiving(context, 204);
    expect(await stage.kill(at, stage.command(T[0], 'check'))).toMatchObject({ signal: 'SIGKILL' });
    expect(await stage.run(stage.command(T[1], 'check'), stage.command(T[2], 'check'))).toMatchObject({ code: 0 });
    expect(await stage.withLedger(states)).toEqual(['webhook immediately sent']);
    expect(ids()).toHaveLength(TAKEN_BEFORE.has(at) ? 2 : 1);
    expect(new Set(ids()).size).toBe(1);
  });

  it('asks again with the same id while the receiver fails, and not once more after it took it', async (context) => {
    const { stage, receiver, ids } = await receiving(context, 503);
    expect(await stage.run(stage.command(T[0], 'check'))).toMatchObject({ code: 0, err: 'messages: 1 not taken yet, will be tried again\n' });
    receiver.say({ status: 204, body: '' });
    expect(await stage.run(stage.command(T[1], 'check'), stage.command(T[2], 'check'))).toMatchObject({ code: 0, err: 'messages: 1 sent\n' });
    expect(ids()).toHaveLength(2);
    expect(new Set(ids()).size).toBe(1);
  });

  it.for(['delivery.sent', 'delivery.settling', 'delivery.settled'])('at %s is off after a 410, once it is told so again', async (at, context) => {
    const { stage, ids } = await receiving(context, 410);
    expect(await stage.kill(at, stage.command(T[0], 'check'))).toMatchObject({ signal: 'SIGKILL' });
    await stage.run(stage.command(T[1], 'check'), stage.command(T[2], 'check'));
    await stage.withLedger(async (ledger) => {
      expect(await ledger.switchedOff()).toMatchObject([{ channel: 'webhook', recipient: 'ops', words: expect.stringContaining('HTTP 410') as string }]);
      // That it was given up is a trouble of the service, and its own message finds the receiver switched off.
      expect(await states(ledger)).toEqual(['webhook immediately dead', 'webhook immediately dropped']);
    });
    expect(ids()).toHaveLength(TAKEN_BEFORE.has(at) ? 2 : 1);
    expect(new Set(ids()).size).toBe(1);
  });
});
