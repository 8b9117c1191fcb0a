import { describe, expect, it } from 'vitest';
import { NOTHING_REMEMBERED, type AlertMemory, type AlertState } from '../../domain/alert.ts';
import { type Finding } from '../../domain/finding.ts';
import { advance } from './lifecycle.ts';
import { sourceTrouble, type Trouble } from './trouble.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 22, 6, minute)).toISOString();
const challenged: Finding = { kind: 'source.challenged', source: 'fal', message: 'a bot check in place of prices' };
const missing: Finding = { kind: 'source.row_missing', source: 'fal', route: 'a', message: 'no row of a' };
const THREE = { captures: 3, minutes: 120 };

function look(findings: readonly Finding[], read: boolean, memory: AlertMemory, minute: number): Trouble {
  return sourceTrouble({ source: 'fal', findings, read, at: at(minute), memory, patience: THREE });
}

/** The memory after a check, as the ledger would have it. */
function after(memory: AlertMemory, trouble: Trouble, minute: number): AlertMemory {
  const told = trouble.causes.map((cause): AlertState => advance(cause, 'fal', 'warning', memory.states.find(({ key }) => key === cause.key), new Map(), at(minute)).state);
  const moved = new Map([...memory.states, ...trouble.quiet, ...told].map((state) => [state.key, state]));
  return { ...memory, states: [...moved.values()], failure: trouble.failure };
}

describe('the trouble of a source', () => {
  it('is one alert once it has lasted, and one recovery', () => {
    let memory = NOTHING_REMEMBERED;
    const told: string[] = [];
    const checks: readonly [readonly Finding[], boolean][] = [[[challenged], false], [[challenged], false], [[challenged, { ...challenged, kind: 'source.unreachable' }], false], [[challenged], false], [[], true], [[], true]];
    checks.forEach(([findings, read], index) => {
      const trouble = look(findings, read, memory, index * 30);
      told.push(...trouble.causes.map(({ key, because, findings: said }) => `${index} ${key}: ${because}, ${said.map(({ kind }) => kind).join(' ')}`));
      memory = after(memory, trouble, index * 30);
    });
    expect(told).toEqual(['2 fal source: it failed in 3 checks in a row, source.challenged source.unreachable', '4 fal source: the source was read again, source.recovered']);
  });

  it('is believed after two hours, for sources that are checked seldom', () => {
    const first = look([challenged], false, NOTHING_REMEMBERED, 0);
    expect(first.causes).toEqual([]);
    expect(look([challenged], false, after(NOTHING_REMEMBERED, first, 0), 120).causes).toMatchObject([{ because: 'it has failed for 120 minutes' }]);
  });

  it('is not believed the sooner because a restart looked again', () => {
    let memory = NOTHING_REMEMBERED;
    const told = [0, 4, 34, 38, 64].map((minute) => {
      const trouble = look([challenged], false, memory, minute);
      memory = after(memory, trouble, minute);
      return trouble.causes.map(({ because }) => because);
    });
    expect(told).toEqual([[], [], [], [], ['it failed in 5 checks in a row']]);
  });

  it('is nothing when it passes before it has lasted', () => {
    const first = look([challenged], false, NOTHING_REMEMBERED, 0);
    expect(look([], true, after(NOTHING_REMEMBERED, first, 0), 30)).toMatchObject({ causes: [], failure: null });
  });

  it('tells a remark once, and again only after it was withdrawn', () => {
    const first = look([missing], true, NOTHING_REMEMBERED, 0);
    expect(first.causes).toMatchObject([{ key: 'fal remarks' }]);
    let memory = after(NOTHING_REMEMBERED, first, 0);
    expect(look([missing], true, memory, 30)).toMatchObject({ causes: [], quiet: [] });
    expect(look([], false, memory, 60)).toMatchObject({ quiet: [] });
    memory = after(memory, look([], true, memory, 90), 90);
    expect(look([missing], true, memory, 120).causes).toHaveLength(1);
  });
});
