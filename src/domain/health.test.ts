import { expect, it } from 'vitest';
import { healthFaults, type HealthInput } from './health.ts';

const NOW = '2026-11-22T12:00:00.000Z';
const good = { id: 'tiny', last_check_at: '2026-11-22T11:50:00.000Z', last_success_at: '2026-11-22T11:50:00.000Z', last_failure: null };
const delivery = (state: string, due_at: string, ...tried: readonly string[]) => ({ state, due_at, log: tried.map((at) => ({ at })) });

function faults(fields: Partial<HealthInput>) {
  return healthFaults({ now: NOW, watched: [{ id: 'tiny', stale_after_minutes: 30 }], sources: [good], deliveries: [], ...fields }).map(({ what, source }) => [what, source]);
}

it('finds nothing wrong where all is well', () => {
  expect(faults({ deliveries: [delivery('due', '2026-11-22T11:50:00.000Z'), delivery('sent', '2026-11-01T00:00:00.000Z')] })).toEqual([]);
});

it.each([
  ['not registered', [], 'unchecked'], ['never checked', [{ ...good, last_check_at: null, last_success_at: null }], 'unchecked'],
  ['never read', [{ ...good, last_success_at: null, last_failure: { message: 'refused' } }], 'unread'],
  ['older than it may be', [{ ...good, last_success_at: '2026-11-22T11:29:00.000Z' }], 'stale'],
])('says of a source that it is %s', (_, sources, what) => {
  expect(faults({ sources })).toEqual([[what, 'tiny']]);
});

it('calls no source stale that has no bound, and none that is not watched', () => {
  const old = { ...good, last_success_at: '2026-01-01T00:00:00.000Z' };
  expect(faults({ watched: [{ id: 'tiny', stale_after_minutes: null }], sources: [old] })).toEqual([]);
  expect(faults({ watched: [], sources: [old] })).toEqual([]);
});

it('calls late what its digest did not take, and nothing that waits for one', () => {
  expect(faults({ deliveries: [delivery('held', '2026-11-23T08:00:00.000Z', '2026-11-20T08:00:00.000Z'), delivery('held', '2026-11-22T11:50:00.000Z')] })).toEqual([]);
  expect(faults({ deliveries: [delivery('held', '2026-11-22T11:40:00.000Z')] })).toEqual([['waiting', null]]);
});

it('counts from when somebody began to wait, not from the next attempt', () => {
  expect(faults({ deliveries: [delivery('due', '2026-11-22T12:30:00.000Z', '2026-11-22T11:40:00.000Z', '2026-11-22T11:59:00.000Z')] })).toEqual([['waiting', null]]);
  expect(faults({ deliveries: [delivery('claimed', '2026-11-22T11:44:00.000Z')] })).toEqual([['waiting', null]]);
});

it('counts what a person put back from then on, not from before it was given up', () => {
  const givenUp = [{ at: '2026-11-21T20:00:00.000Z', outcome: 'retry' }, { at: '2026-11-21T21:00:00.000Z', outcome: 'dead' }];
  const putBack = (...more: readonly { readonly at: string; readonly outcome: string }[]) => faults({ deliveries: [{ state: 'due', due_at: '2026-11-22T11:59:00.000Z', log: [...givenUp, ...more] }] });
  expect(putBack()).toEqual([]);
  expect(putBack({ at: '2026-11-22T11:50:00.000Z', outcome: 'retry' })).toEqual([]);
  expect(putBack({ at: '2026-11-22T11:40:00.000Z', outcome: 'retry' })).toEqual([['waiting', null]]);
});

it('waits for nobody who is to be told later: a digest, quiet hours', () => {
  expect(faults({ deliveries: [delivery('held', '2026-11-23T08:00:00.000Z'), delivery('due', '2026-11-23T07:00:00.000Z'), delivery('bundled', '2026-11-01T00:00:00.000Z'), delivery('dropped', '2026-11-01T00:00:00.000Z')] })).toEqual([]);
});

it('tells dead letters, with the mend', () => {
  const found = healthFaults({ now: NOW, watched: [], sources: [], deliveries: [delivery('dead', NOW), delivery('dead', NOW)] });
  expect(found).toEqual([{ what: 'dead', source: null, words: '2 deliveries are dead: "driftledger alerts retry" puts them back' }]);
});
