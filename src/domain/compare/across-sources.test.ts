import { describe, expect, it } from 'vitest';
import { rate, type Rate } from '../rate.ts';
import { type Formula } from '../reading.ts';
import { compareOffers, type Offer } from './across-sources.ts';
import { compareDisagreements } from './disagreements.ts';

const FORMULA: Formula = { kind: 'video_tokens', fps: 24, divisor: 1024, multipliers: [] };

function offer(source: string, rates: readonly Rate[], formula: Formula | null = null): Offer {
  return { source, url: `https://${source}.test/`, route: { route: `${source}-route`, rates, formula } };
}
const gateway = (amount: string, group = 'default', more: Partial<Rate> = {}): Rate => rate({ meter: 'output_token', per: 1_000_000, amount, conditions: { group }, ...more });
const record = (formula: Formula | null = null): Offer => offer('record', [
  rate({ meter: 'video_token', per: 1_000_000, amount: '5.6', conditions: { resolution: '720p', input: 'no_video', service: 'online' } }),
  rate({ meter: 'video_token', per: 1_000_000, amount: '3.3', conditions: { resolution: '720p', input: 'video', service: 'online' } }),
  rate({ meter: 'video_token', per: 1_000_000, amount: '6.2', conditions: { resolution: '1080p', input: 'no_video', service: 'online' } }),
], formula);
const compare = (reseller: Offer, other = record()) => compareOffers({ name: 'model', reseller, record: other, tellOn: 'here' });

describe('a reseller and the provider of record', () => {
  it('agree where the gateway asks what the provider asks for the scenario', () => {
    expect(compare(offer('gateway', [gateway('5.6'), gateway('5.60', 'vip')]))).toEqual([]);
  });

  it('disagree above and below, groups that ask the same side by side, and say which tokens were compared', () => {
    const found = compare(offer('gateway', [gateway('7'), gateway('7', 'vip'), gateway('2.8', 'economy')]));
    expect(found.map(({ side, difference_percent, sides }) => [side, difference_percent, ...sides.map(({ who, amount }) => `${who} ${amount}`)])).toEqual([
      ['above', '25', 'gateway (default, vip) 7', 'record 5.6'], ['below', '100', 'gateway (economy) 2.8', 'record 5.6'],
    ]);
    expect(found[0]?.arithmetic).toBe('an output token of the one is compared with a video token of the other');
  });

  it('are compared across meters by the formula of the provider, with the arithmetic, rounded to the digits of the price per second', () => {
    const perSecond = (amount: string): Offer => offer('shop', [rate({ meter: 'video_second', amount, conditions: { resolution: '720p' } }), rate({ meter: 'video_second', amount: '9', conditions: { resolution: '4k' } })]);
    expect(compare(perSecond('0.1210'), record(FORMULA))).toEqual([]);
    expect(compare(perSecond('0.2419'), record(FORMULA))).toMatchObject([{
      side: 'above', scenario: 'model, 720p, without input video, per second', difference_percent: '99.983466',
      arithmetic: '1280 × 720 × frames a second / divisor = 21600 tokens a second; record: × $5.60 / 1000000 = $0.12096',
    }]);
    expect(compare(perSecond('0.2419'))).toEqual([]);
  });

  it('never disagree by what is hedged, lowest of several, in another currency, under other conditions, or said twice', () => {
    const never: readonly Rate[][] = [
      [gateway('7', 'default', { approximate: true })], [gateway('7', 'default', { kind: 'from' })], [gateway('7', 'default', { currency: 'CNY' })], [gateway('7', 'default', { role: 'surcharge' })],
      [gateway('7', 'default', { conditions: { audio: true } })], [gateway('7', 'default', { conditions: { resolution: '1080p' } })], [gateway('7', 'default', { conditions: { input: 'video' } })], [gateway('7'), gateway('8')],
      [rate({ meter: 'output_token', amount: null, kind: 'placeholder' })],
    ];
    expect(never.map((rates) => compare(offer('gateway', rates)))).toEqual(never.map(() => []));
  });

  it('weigh less where the reseller is cheaper, or where the source is read for the first time', () => {
    const [above, below] = compare(offer('gateway', [gateway('7'), gateway('2.8', 'economy')]));
    if (above === undefined || below === undefined) throw new Error('expected one above and one below');
    const severities = (baseline: boolean) => compareDisagreements([], [above, below], 'gateway', { baseline }).map(({ severity }) => severity).toSorted();
    expect(severities(false)).toEqual(['info', 'warning']);
    expect(severities(true)).toEqual(['info', 'info']);
    expect(compareDisagreements([above], [], 'gateway')).toMatchObject([{ kind: 'disagreement.closed' }]);
  });
});
