import { describe, expect, it } from 'vitest';
import { judgeTrust, type Trust } from './trust.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `route-${String(index).padStart(3, '0')}`);
const roster = (routes: readonly string[], statuses = routes.length) => ({ routes: new Set(routes), statuses });
const judge = (before: readonly string[], after: readonly string[], held: readonly string[] | null = null): Trust =>
  judgeTrust({ source: 'shop', before: roster(before), after: roster(after), held });

describe('a capture is believed', () => {
  it('when at most a fifth of the routes went', () => {
    expect(judge(names(50), names(40))).toMatchObject({ verdict: 'healthy', findings: [] });
    expect(judge(names(50), names(39))).toMatchObject({ verdict: 'suspect', findings: [{ kind: 'source.shrunk', source: 'shop' }] });
  });

  it('when fewer than ten went, whatever the share', () => {
    expect(judge(names(12), names(3))).toMatchObject({ verdict: 'healthy' });
    expect(judge(names(12), names(2))).toMatchObject({ verdict: 'suspect' });
  });

  it('when a second capture misses every route that the first one missed', () => {
    const first = judge(names(50), names(30));
    expect(first.missing).toEqual(names(50).slice(30));
    expect(judge(names(50), names(30), first.missing)).toMatchObject({ verdict: 'confirmed', findings: [] });
    expect(judge(names(50), names(25), first.missing)).toMatchObject({ verdict: 'confirmed' });
  });

  it('not yet, when a second capture misses other routes', () => {
    const first = judge(names(50), names(30));
    expect(judge(names(50), names(50).slice(20), first.missing)).toMatchObject({ verdict: 'suspect' });
    expect(judge(names(50), names(31), first.missing)).toMatchObject({ verdict: 'suspect', missing: names(50).slice(31) });
  });

  it('again, when what was held is back', () => {
    const first = judge(names(50), names(30));
    expect(judge(names(50), names(50), first.missing)).toMatchObject({ verdict: 'recovered', missing: [], findings: [{ kind: 'source.recovered' }] });
    expect(judge(names(50), names(48), first.missing)).toMatchObject({ verdict: 'recovered', missing: ['route-048', 'route-049'] });
  });
});

describe('statuses', () => {
  const withStatuses = (before: number, after: number) => judgeTrust({ source: 'shop', before: roster(names(20), before), after: roster(names(20), after), held: null });

  it('are lost when all of them are gone at once', () => {
    expect(withStatuses(15, 0)).toMatchObject({ verdict: 'healthy', statuses: 'lost', findings: [{ kind: 'source.status_lost' }] });
  });

  it('are kept when one is left, or when there were none', () => {
    expect(withStatuses(15, 1)).toMatchObject({ statuses: 'kept', findings: [] });
    expect(withStatuses(0, 0)).toMatchObject({ statuses: 'kept', findings: [] });
  });
});
