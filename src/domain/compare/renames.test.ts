import { describe, expect, it } from 'vitest';
import { rate } from '../rate.ts';
import { routeReading } from '../reading.ts';
import { drift, perSecond } from './compare.test-support.ts';

const at = (route: string, amount = '0.3') => [routeReading(route, { status: 'available', status_raw: 'ok', rates: [perSecond(amount)] })];

describe('a likely new name', () => {
  it.each([
    ['seedance-2.0', 'bytedance/seedance-2.0'], ['Seedance_2.0-fast', 'seedance-2.0-fast'], ['doubao-seedance-2-0-260128', 'doubao-seedance-2-0-260628'],
    ['gemini-3-pro-preview', 'gemini-3-pro'], ['openai/gpt-5', 'azure/gpt-5'], ['gpt-image-1', 'gpt-image-1-hd'], ['clip/v2', 'clip/v2.0'],
  ])('is told for %s and %s', (before, after) => {
    expect(drift(at(before), at(after))).toMatchObject([{ kind: 'route.renamed', route: before, before, after, rows: 1 }]);
  });

  it.each([['seedance-2.0', 'seedance-2.5'], ['gpt-5.1-chat', 'gpt-5.2-chat'], ['clip', 'clip-v2'], ['kling', 'veo']])('is not told for %s and %s', (before, after) => {
    expect(drift(at(before), at(after)).map(({ kind }) => kind).toSorted()).toEqual(['route.added', 'route.removed']);
  });

  it('needs the same rates, and a price among them', () => {
    expect(drift(at('gpt-5'), at('openai/gpt-5', '0.31'))).toHaveLength(2);
    const placeholder = (route: string) => [routeReading(route, { rates: [rate({ meter: 'input_token', amount: null, kind: 'placeholder' })] })];
    expect(drift(placeholder('gpt-5'), placeholder('openai/gpt-5'))).toHaveLength(2);
  });

  it('is told where the last digits of a binary float came or went with it', () => {
    expect(drift(at('gpt-5', '0.30000000000000004'), at('openai/gpt-5', '0.3'))).toMatchObject([{ kind: 'route.renamed' }]);
    expect(drift(at('gpt-5', '0.3000001'), at('openai/gpt-5', '0.3'))).toHaveLength(2);
  });

  it('is said as likely, and the rest that moved is told under the new name', () => {
    const [renamed, status] = drift(at('openai/gpt-5'), [{ ...at('gpt-5')[0]!, status: 'retired', status_raw: 'gone' }]).toReversed();
    expect(renamed?.reason).toContain('Likely renamed to gpt-5');
    expect(status).toMatchObject({ kind: 'route.status_changed', route: 'gpt-5' });
  });

  it('is given to the nearest of several, each once', () => {
    const before = [...at('clip-pro-fast-x'), ...at('clip-pro-slow-x')];
    const after = [...at('clip-pro-slow-y'), ...at('clip-pro-fast-y')];
    expect(drift(before, after).map(({ route, after: name }) => `${route} → ${name}`)).toEqual(['clip-pro-fast-x → clip-pro-fast-y', 'clip-pro-slow-x → clip-pro-slow-y']);
  });
});
