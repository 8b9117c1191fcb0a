import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from './support/command-line.ts';

interface Summary {
  readonly ledger: string;
  readonly snapshots: readonly { readonly source: string; readonly captured_at: string; readonly rows: number }[];
  readonly findings: readonly { readonly kind: string; readonly source: string }[];
  readonly drift: readonly Event[];
  readonly mails: readonly { readonly to: string; readonly subject: string; readonly message_id: string }[];
}

interface Event {
  readonly kind: string;
  readonly source: string;
  readonly route: string | null;
  readonly meter: string | null;
  readonly conditions: Readonly<Record<string, string>>;
  readonly before: string | null;
  readonly after: string | null;
  readonly rows: number;
}

describe('the demo', () => {
  const line = commandLine({ start: '2026-11-22T18:00:00.000Z' });
  let summary: Summary;

  beforeAll(async () => { summary = await line.json<Summary>(['demo', '--once', `--folder=${line.folder}`]); });
  afterAll(() => { line.remove(); });

  it('tells exactly the drift that was played: nothing for shuffle, outage, half a body and a disappearance that is undone', () => {
    const told = summary.drift.filter(({ kind }) => !kind.startsWith('disagreement.')).map(({ kind, source, route, meter, conditions, before, after, rows }) =>
      [kind, source, route, [meter, ...Object.values(conditions)].join(' '), before, after, rows]);
    const fast = ['input_token', 'output_token'].flatMap((meter) => ['Seedance2.0 Official', 'default'].map((group) => ['rate.increased', 'flatkey', 'seedance-2.0-fast', `${meter} ${group}`, '5.6', '7', 1]));
    expect(told).toEqual([
      ...fast,
      ['route.status_changed', 'flatkey', 'seedance-2.0', '', 'available', 'unknown_failure', 1],
      ['rate.unit_changed', 'flatkey', 'seedream-5.0-lite', ' default', '$4 per 1,000,000 input tokens, $16 per 1,000,000 output tokens', '$0.035 per request', 3],
      ['factor.changed', 'flatkey', null, ' Economy', '0.55', '0.6', economyRows()],
      ['rate.kind_changed', 'flatkey', 'grok-4-mini', ' Economy', 'list', 'placeholder', 3],
      ['rate.kind_changed', 'flatkey', 'grok-4-mini', ' Standard', 'list', 'placeholder', 3],
      ['rate.increased', 'fal', 'bytedance/seedance-2.0/fast/text-to-video', 'video_second 720p', '0.2419', '0.3024', 1],
      ['rate.increased', 'fal', 'bytedance/seedance-2.0/fast/text-to-video', 'video_token', '0.0112', '0.014', 1],
    ]);
  });

  it('opens the disagreements of the first snapshots, the one of the price that rose away from the record, and no other', () => {
    const opened = summary.drift.filter(({ kind }) => kind.startsWith('disagreement.'));
    expect(opened.map(({ kind, source, route, after }) => [kind, source, route, after])).toEqual([
      // The standard routes of fal contradict themselves by 0.33 % (0.24 % at 1080p); the fast ones agree after rounding.
      ...['image-to-video', 'text-to-video'].flatMap((name) => [
        ['disagreement.opened', 'fal', `bytedance/seedance-2.0/${name}`, 'price per second $0.3034 per second / token formula $0.3024 per second'],
        ['disagreement.opened', 'fal', `bytedance/seedance-2.0/${name}`, 'price per second $0.682 per second / token formula $0.6804 per second'],
      ]),
      // fal asks twice what the provider of record asks; told by the check that saw both.
      ['disagreement.opened', 'byteplus', 'dreamina-seedance-2-0-260128', 'fal $0.3034 per second / fal (by tokens) $0.3024 per second / byteplus (by tokens) $0.1512 per second'],
      ['disagreement.opened', 'byteplus', 'dreamina-seedance-2-0-fast-260128', 'fal $0.2419 per second / fal (by tokens) $0.24192 per second / byteplus (by tokens) $0.12096 per second'],
      // The gateway's 5.6 was the record's price until it rose to 7 in the third act.
      ['disagreement.opened', 'flatkey', 'seedance-2.0-fast', 'flatkey (Seedance2.0 Official, default) $7.00 per 1,000,000 tokens / byteplus $5.60 per 1,000,000 tokens'],
    ]);
  });

  it('finds out what was wrong with the source, and that it is well again', () => {
    expect(summary.findings).toEqual(['source.unreachable', 'source.recovered', 'source.unreadable', 'source.recovered', 'source.shrunk', 'source.recovered'].map((kind) => ({ kind, source: 'flatkey' })));
  });

  it('makes a dated snapshot of every healthy check and of no other', () => {
    const dates = (source: string): readonly string[] => summary.snapshots.filter((snapshot) => snapshot.source === source).map(({ captured_at }) => captured_at);
    const acts = Array.from({ length: 13 }, (_, act) => new Date(Date.parse('2026-11-22T11:30:00.000Z') + act * 1_800_000).toISOString());
    expect(dates('fal')).toEqual(acts);
    expect(dates('byteplus')).toEqual(acts);
    // The outage, the half body, and the mass disappearance that is held.
    expect(dates('flatkey')).toEqual(acts.filter((_, act) => ![4, 8, 10].includes(act)));
    expect(summary.snapshots.filter(({ rows }) => rows === 0)).toEqual([]);
    expect(summary.snapshots.find(({ source }) => source === 'flatkey')?.rows).toBeGreaterThan(300);
  });

  it('mails each cause once, and nothing else', () => {
    expect(summary.mails.map(({ subject }) => subject)).toEqual([
      '▲ +25 % seedance-2.0-fast, group Seedance2.0 Official (Flatkey): $5.60 → $7.00 per 1,000,000 output tokens',
      '▲ Seedance2.0 Official / seedance-2.0: available → unknown_failure (Flatkey)',
      '⇄ unit changed: seedream-5.0-lite, group default (Flatkey): $4 per 1,000,000 input tokens, $16 per 1,000,000 output tokens → $0.035 per request',
      `▲ Flatkey group "Economy" 0.55 → 0.6: ${economyRows()} prices up 9.1 %`,
      '• grok-4-mini, group Economy: list → placeholder (Flatkey)',
      '▲ +25 % bytedance/seedance-2.0/fast/text-to-video, 720p (fal.ai): $0.2419 → $0.3024 per second of video',
    ]);
    expect(new Set(summary.mails.map(({ to }) => to))).toEqual(new Set(['procurement@demo.example']));
    expect(new Set(summary.mails.map(({ message_id: id }) => id)).size).toBe(summary.mails.length);
  });

  it('leaves a ledger that answers like any other, and touches nothing beside it', async () => {
    expect(summary.ledger.startsWith(line.folder)).toBe(true);
    const prices = await line.json<readonly { readonly route: string; readonly amount: string; readonly captured_at: string }[]>(['prices', '--route', 'seedance-2.0-fast', '--meter', 'output_token', '--where', 'group=default']);
    expect(prices).toMatchObject([{ amount: '7', unit: 'token', per: 1_000_000, currency: 'USD', evidence_class: 'catalog', status: 'available' }]);
    const before = await line.json<typeof prices>(['prices', '--route', 'seedance-2.0-fast', '--meter', 'output_token', '--where', 'group=default', '--at', '2026-11-22T12:00:00Z']);
    expect(before).toMatchObject([{ amount: '5.6' }]);
    expect(await line.json(['drift', '--kind', 'route.removed'])).toEqual([]);
  });

  it('plays in a temporary folder unless told otherwise, in words that people read', async () => {
    const ran = await line.run('demo', '--once');
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/an outage: the gateway answers 503: no drift, source\.unreachable\n/);
    const [, ledger = ''] = /^The ledger: (.+)$/m.exec(ran.out) ?? [];
    expect(ledger).toContain('driftledger-demo-');
    expect(ledger.startsWith(line.folder)).toBe(false);
    rmSync(ledger.slice(0, ledger.lastIndexOf('/')), { recursive: true });
  });

  /** Every other size of a family is in Economy, in seven releases, with three prices each. */
  function economyRows(): number {
    const sizes = [6, 5, 5, 4, 4, 5, 4, 3, 4, 3];
    return sizes.reduce((sum, size) => sum + Math.ceil(size / 2), 0) * 7 * 3;
  }
});
