import { describe, expect, it } from 'vitest';
import { score, type ScoredMail, type Scoring } from './score.ts';
import { type Truth } from './truth.ts';

const RISE: Truth = {
  fault: 'rise', what: 'model-a rises', source: 'flatkey', since: '2026-09-14T10:05:00.000Z', until: '2026-09-14T14:00:00.000Z', captures: 1, says: ['model-a'], moves: [[1, 2], [3, 6]], critical: false,
};
const MAIL: ScoredMail = { at: '2026-09-14T10:30:00.000Z', made: '2026-09-14T10:30:00.000Z', to: 'ops@example.com', subject: 'model-a: $1.00 → $2.00', message_id: '<1@x>', unanswered: false };
const OPS = { to: 'ops@example.com', from: (at: number) => at, quiet: () => false, patience: 10 };
const sound: Scoring = {
  truths: [RISE], mails: [MAIL], hearers: [OPS], served: { flatkey: ['2026-09-14T10:00:00.000Z', '2026-09-14T10:30:00.000Z', '2026-09-14T11:00:00.000Z'] },
  deaths: [], troubles: [], disorders: [], end: Date.parse('2026-09-20T00:00:00.000Z'),
};
const misses = (lie: Partial<Scoring>): readonly string[] => score({ ...sound, ...lie }).misses;
const starting = (words: string): unknown => expect.stringMatching(new RegExp(`^${words}`));

describe('the scorer', () => {
  it('passes what was told once and in time', () => {
    expect(score(sound)).toMatchObject({ expected: 1, told: 1, recall: 1, precision: 1, misses: [], delays: [0], lines: new Map([['rise', { expected: 1, right: 1 }]]) });
    expect(misses({ mails: [{ ...MAIL, subject: 'model-a, group B: $3.0 → $6.000' }] })).toEqual([]);
  });

  it('finds what came late, unless the script itself kept it back', () => {
    const late = { mails: [{ ...MAIL, at: '2026-09-14T10:41:00.000Z' }] };
    expect(misses(late)).toEqual([starting('late: model-a rises: .* 11 minutes after')]);
    expect(misses({ ...late, troubles: [{ from: '2026-09-14T10:00:00.000Z', until: '2026-09-14T12:00:00.000Z' }] })).toEqual([]);
    expect(misses({ ...late, troubles: [{ from: '2026-09-14T10:41:00.000Z', until: '2026-09-14T12:00:00.000Z' }] })).toEqual([starting('late')]);
  });

  it('takes no name for another that begins like it', () => {
    expect(misses({ mails: [{ ...MAIL, subject: 'model-a-lite: $1.00 → $2.00' }] })).toContainEqual(starting('lost'));
  });

  it('finds a lost mail, and a wrong amount', () => {
    expect(misses({ mails: [] })).toEqual([starting('lost: model-a rises')]);
    for (const subject of ['model-a: $1.00 → $2.01', 'model-a: $1.10 → $2.00', 'model-a: $1.00 → $6.00', 'model-a']) expect(misses({ mails: [{ ...MAIL, subject }] })).toContainEqual(starting('lost'));
  });

  it('expects nothing of what could be known, or heard of, only after the end', () => {
    expect(misses({ mails: [], served: {} })).toEqual([]);
    expect(misses({ mails: [], end: Date.parse('2026-09-14T10:35:00.000Z') })).toEqual([]);
  });

  it('finds the same mail twice, and lets it pass where nobody could know that it had arrived', () => {
    const again = { ...MAIL, at: '2026-09-14T10:31:00.000Z' };
    expect(misses({ mails: [MAIL, again] })).toEqual([starting('sent twice')]);
    expect(misses({ mails: [{ ...MAIL, unanswered: true }, again] })).toEqual([]);
    expect(misses({ mails: [MAIL, again], deaths: [MAIL.at] })).toEqual([]);
  });

  it('finds one thing told in two mails', () => {
    expect(misses({ mails: [MAIL, { ...MAIL, message_id: '<2@x>' }] })).toEqual([starting('told twice')]);
  });

  it('finds a false alarm, and counts it against the precision and what went on then', () => {
    const disorders = [{ fault: 'status hop', from: '2026-09-14T10:00:00.000Z', until: '2026-09-14T12:00:00.000Z' }, { fault: 'empty body', from: '2026-09-15T10:00:00.000Z', until: '2026-09-15T12:00:00.000Z' }] as const;
    const scored = score({ ...sound, disorders, mails: [MAIL, { ...MAIL, message_id: '<2@x>', subject: 'model-b +1 %' }] });
    expect(scored.misses).toEqual([starting('false alarm: "model-b'), starting('precision 50.00 %')]);
    expect(scored.precision).toBe(0.5);
    expect([scored.lines.get('status hop'), scored.lines.get('empty body')]).toEqual([{ expected: 1, right: 0 }, { expected: 1, right: 1 }]);
  });

  it('finds what was told before enough captures had shown it', () => {
    expect(misses({ truths: [{ ...RISE, captures: 2 }] })).toEqual([starting('told too early')]);
    expect(misses({ served: {} })).toEqual([starting('told too early')]);
  });

  it('finds what was told at night or in spite of a silence', () => {
    expect(misses({ hearers: [{ ...OPS, quiet: () => true, from: () => Date.parse('2026-09-14T12:00:00.000Z') }] })).toEqual([starting('told in quiet hours')]);
    expect(misses({ truths: [{ ...RISE, silenced: true }] })).toEqual([starting('told in spite of a silence')]);
  });
});
