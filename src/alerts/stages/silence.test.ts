import { describe, expect, it } from 'vitest';
import { type Silence, type SilenceMatch } from '../../domain/alert.ts';
import { globMatches } from '../../domain/glob.ts';
import { factor, fell, moved } from '../fixtures.test-support.ts';
import { silencesFor } from './silence.ts';

const silence = (id: number, match: SilenceMatch): Silence => ({ id, match, reason: 'known', by: 'Ana', created_at: '', until: '', ended_at: null, reminded_at: null, hidden: [] });
const hidden = (silences: readonly Silence[], ...events: Parameters<typeof silencesFor>[0]['events']): readonly number[] =>
  silencesFor({ key: 'flatkey route a', source: 'flatkey', events, findings: [] }, silences, globMatches).map(({ id }) => id);

describe('silences', () => {
  it('cover what they match, everything named together', () => {
    expect(hidden([silence(1, { route: 'seed*', kind: 'rate.*' })], moved('seedance', '1', '2'))).toEqual([1]);
    expect(hidden([silence(1, { route: 'seed*', kind: 'rate.*' })], fell('seedance'))).toEqual([]);
    expect(hidden([silence(1, { key: 'flatkey route a' })], fell('a'))).toEqual([1]);
  });

  it('never hide what another part of the alert says', () => {
    expect(hidden([silence(1, { route: 'a' })], moved('a', '1', '2'), moved('b', '1', '2'))).toEqual([]);
    expect(hidden([silence(1, { route: 'a' }), silence(2, { route: 'b' })], moved('a', '1', '2'), moved('b', '1', '2'))).toEqual([1, 2]);
  });

  it('cover a factor only when they cover every route that it moved', () => {
    expect(hidden([silence(1, { route: 'model-00000' })], factor(2))).toEqual([]);
    expect(hidden([silence(1, { route: 'model-*' })], factor(2))).toEqual([1]);
  });
});
