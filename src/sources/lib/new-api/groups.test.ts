import { describe, expect, it } from 'vitest';
import { rateKey } from '../../../domain/rate.ts';
import { GroupBook, normalisedModel } from './groups.ts';
import { Remarks } from './remarks.ts';

function ratioOf(envelope: Readonly<Record<string, unknown>>, group: string, model: string, remarks = new Remarks()): string | null | undefined {
  const book = new GroupBook(envelope, remarks);
  const [only] = book.setOf([group])?.byKey ?? [];
  const factor = only === undefined ? undefined : book.ratioFor(only, model);
  return factor == null ? factor : `${factor.name}[${factor.scope}] ${factor.value}`;
}

describe('groups and their ratios', () => {
  it('takes the group\'s ratio, or 1 where the server has none', () => {
    expect(ratioOf({ group_ratio: { Economy: 0.6 } }, 'Economy', 'm')).toBe('group_ratio[Economy] 0.6');
    expect(ratioOf({ group_ratio: { Economy: 0.6 } }, 'New', 'm')).toBe('group_ratio[New] 1');
    expect(ratioOf({ group_ratio: { constructor: 0.5 } }, 'toString', 'm')).toBe('group_ratio[toString] 1');
  });

  it('lets a ratio of one model replace the group\'s, by name or by pattern', () => {
    const envelope = { group_ratio: { plg: 0.9 }, group_model_ratio: { plg: { 'm-1': 0.5, 'gemini-2.5-pro-thinking-*': 0.7, 'gpt-4o-gizmo-*': 0.8, 'x-*-y': 0.4 } } };
    expect(ratioOf(envelope, 'plg', 'm-1')).toBe('group_model_ratio[plg/m-1] 0.5');
    expect(ratioOf(envelope, 'plg', 'm-2')).toBe('group_ratio[plg] 0.9');
    expect(ratioOf(envelope, 'plg', 'gemini-2.5-pro-preview-06-05-thinking-128')).toBe('group_model_ratio[plg/gemini-2.5-pro-thinking-*] 0.7');
    expect(ratioOf(envelope, 'plg', 'gpt-4o-gizmo-g-123')).toBe('group_model_ratio[plg/gpt-4o-gizmo-*] 0.8');
    expect(ratioOf(envelope, 'plg', 'x-1-y')).toBe('group_model_ratio[plg/x-*-y] 0.4');
    expect(ratioOf(envelope, 'plg', 'x-y')).toBe('group_ratio[plg] 0.9');
    expect(ratioOf(envelope, 'other', 'm-1')).toBe('group_ratio[other] 1');
  });

  it('does not choose between patterns that disagree', () => {
    const remarks = new Remarks();
    const envelope = { group_ratio: { plg: 0.9 }, group_model_ratio: { plg: { 'x-*': 0.5, '*-y': 0.6, 'z-*': 0.3, '*-w': 0.30 } } };
    expect(ratioOf(envelope, 'plg', 'x-y', remarks)).toBeNull();
    expect(remarks.list().unread).toMatchObject([{ route: 'x-y', reason: 'several group_model_ratio patterns of group "plg" fit this model, with different ratios' }]);
    expect(ratioOf(envelope, 'plg', 'z-w')).toBe('group_model_ratio[plg/z-*] 0.3');
  });

  it('knows no price where the ratio is no number of 0 or more', () => {
    for (const ratio of ['0.9', -1, null, {}]) {
      const remarks = new Remarks();
      expect(ratioOf({ group_ratio: { plg: ratio } }, 'plg', 'm', remarks)).toBeNull();
      expect(remarks.list().unread).toHaveLength(1);
    }
    expect(ratioOf({ group_ratio: { plg: 0 } }, 'plg', 'm')).toBe('group_ratio[plg] 0');
  });

  it('expands "all", sorts, and drops repeats', () => {
    const book = new GroupBook({ group_ratio: { a: 1, b: 1 }, usable_group: { b: '', a: '' } }, new Remarks());
    expect(book.setOf(['all', 'c'])?.names).toEqual(['a', 'b', 'c']);
    expect(book.setOf(['b', 'a', 'b'])?.names).toEqual(['a', 'b']);
    expect(book.setOf([])?.names).toEqual([]);
    expect(book.setOf(null)?.byKey).toEqual([]);
    expect(book.setOf('a')).toBeUndefined();
    expect(book.setOf([1])).toBeUndefined();
  });

  it('orders groups as their rates\' keys are ordered, not as their names', () => {
    const names = ['A', 'A B', 'A!', 'a"b', 'é', '组', '\u0000', 'A\\'];
    const set = new GroupBook({ group_ratio: {} }, new Remarks()).setOf(names);
    const keys = set?.byKey.map(({ conditions }) => rateKey({ meter: 'input_token', role: 'rate', conditions })) ?? [];
    expect(keys).toEqual(keys.toSorted());
    expect(keys).toHaveLength(names.length);
  });

  it('folds names as the server does', () => {
    expect(['gpt-4-gizmo-1', 'gemini-2.5-flash-lite-thinking-0', 'gemini-2.5-flash-thinking-8', 'claude-thinking-1', 'gpt-4o'].map(normalisedModel))
      .toEqual(['gpt-4-gizmo-*', 'gemini-2.5-flash-lite-thinking-*', 'gemini-2.5-flash-thinking-*', 'claude-thinking-1', 'gpt-4o']);
  });

  it('stays quick on patterns of stars', () => {
    const pattern = `${'*a'.repeat(2_000)}*`;
    expect(ratioOf({ group_ratio: { g: 1 }, group_model_ratio: { g: { [pattern]: 2 } } }, 'g', 'a'.repeat(1_999) + 'b'.repeat(100_000))).toBe('group_ratio[g] 1');
  }, 1_000);
});
