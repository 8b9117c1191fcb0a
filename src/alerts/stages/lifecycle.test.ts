import { describe, expect, it } from 'vitest';
import { type AlertState, type Pin } from '../../domain/alert.ts';
import { advance } from './lifecycle.ts';
import { type Movement } from './subject.ts';

const T = ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', '2026-11-03T00:00:00.000Z', '2026-11-04T00:00:00.000Z'] as const;
const price = (before: string | null, after: string | null, subject = 'rate a'): Movement => ({ subject, before, after });
const pinned = (value: string | null, subject = 'rate a'): ReadonlyMap<string, Pin> => new Map([[subject, { subject, value, by: 'Ana', at: T[1] }]]);

function step(known: AlertState | undefined, movements: readonly Movement[], at: string, pins: ReadonlyMap<string, Pin> = new Map(), kind: 'route' | 'many' = 'route') {
  return advance({ key: 'flatkey route a', kind, movements }, 'flatkey', 'warning', known, pins, at);
}

/** As the ledger has it after a person acknowledged it. */
function acknowledged(state: AlertState): AlertState {
  return { ...state, standing: 'acknowledged', acknowledgement: { by: 'Ana', why: 'budgeted', at: T[1] } };
}

describe('the life of an alert', () => {
  it('opens, changes and is resolved when the value is back', () => {
    const opened = step(undefined, [price('1', '2')], T[0]);
    expect(opened).toMatchObject({ phase: 'opened', tell: true, state: { standing: 'open', opened_at: T[0] } });
    const changed = step(opened.state, [price('2', '3')], T[1]);
    expect(changed).toMatchObject({ phase: 'changed', tell: true, state: { opened_at: T[0], subjects: { 'rate a': { from: '1', now: '3' } } } });
    expect(step(changed.state, [price('3', '1')], T[2])).toMatchObject({ phase: 'resolved', tell: true, state: { standing: 'resolved', resolved_at: T[2] } });
  });

  it('is not resolved while another value of it is still away', () => {
    const opened = step(undefined, [price('1', '2'), price('5', '6', 'rate b')], T[0]);
    expect(step(opened.state, [price('2', '1')], T[1])).toMatchObject({ phase: 'changed', state: { standing: 'open' } });
  });

  it('reopens what was resolved', () => {
    const opened = step(undefined, [price('1', '2')], T[0]);
    const resolved = step(opened.state, [price('2', '1')], T[1]);
    expect(step(resolved.state, [price('1', '2')], T[2])).toMatchObject({ phase: 'reopened', tell: true, state: { opened_at: T[2], subjects: { 'rate a': { from: '1', now: '2' } } } });
  });

  it('tells a third value after an acknowledgement, and not the acknowledged one again', () => {
    const known = acknowledged(step(undefined, [price('1', '2')], T[0]).state);
    const third = step(known, [price('2', '3')], T[2], pinned('2'));
    expect(third).toMatchObject({ phase: 'changed', tell: true, state: { standing: 'open', acknowledgement: null } });
    expect(step(third.state, [price('3', '2')], T[3], pinned('2'))).toMatchObject({ phase: 'resolved', tell: true, state: { standing: 'acknowledged' } });
    expect(step(known, [price('2', '1')], T[2], pinned('2'))).toMatchObject({ phase: 'resolved', state: { standing: 'resolved' } });
  });

  it('stays open when an acknowledged value comes back while something else still stands', () => {
    const known = acknowledged(step(undefined, [price('1', '2')], T[0]).state);
    const failing = step(known, [price('2', '3'), { subject: 'status a', before: 'available', after: 'unknown_failure' }], T[2], pinned('2'));
    expect(step(failing.state, [price('3', '2')], T[3], pinned('2'))).toMatchObject({ phase: 'changed', state: { standing: 'open', acknowledgement: null } });
  });

  it('keeps quiet when an acknowledged value comes back after the alert was resolved', () => {
    const known: AlertState = { ...step(undefined, [price('1', '2')], T[0]).state, standing: 'resolved', resolved_at: T[1] };
    expect(step(known, [price('1', '2')], T[2], pinned('2'))).toMatchObject({ tell: false, state: { standing: 'acknowledged' } });
  });

  it('knows what was not there from what was there', () => {
    const opened = step(undefined, [price(null, '2')], T[0]);
    const changed = step(opened.state, [price('2', '3')], T[1]);
    expect(changed.state.subjects['rate a']).toEqual({ from: null, now: '3' });
    expect(step(changed.state, [price('3', null)], T[2]).phase).toBe('resolved');
  });

  it('follows thousands of values, and not tens of thousands', () => {
    const few = Array.from({ length: 2_100 }, (_, index) => price('1', '2', `rate ${index}`));
    expect(Object.keys(step(undefined, few, T[0], new Map(), 'many').state.subjects)).toHaveLength(2_100);
    const movements = Array.from({ length: 20_001 }, (_, index) => price('1', '2', `rate ${index}`));
    expect(step(undefined, movements, T[0], new Map(), 'many').state.subjects).toEqual({});
  });
});
