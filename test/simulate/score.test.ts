import { describe, expect, it } from 'vitest';
import { score, type ScoredMail, type Scoring } from './score.ts';
import { type Truth } from './truth.ts';

const RISE: Truth = {
  what: 'model-a rises', source: 'flatkey', since: '2026-09-14T10:05:00.000Z', until: '2026-09-14T14:00:00.000Z', captures: 1, says: ['model-a', '$2.00'], critical: false,
};
const MAIL: ScoredMail = { at: '2026-09-14T10:30:00.000Z', to: 'ops@example.com', subject: 'model-a: $1.00 → $2.00', message_id: '<1@x>', unanswered: false };
const sound: Scoring = {
  truths: [RISE], mails: [MAIL], recipients: ['ops@example.com'], served: { flatkey: ['2026-09-14T10:00:00.000Z', '2026-09-14T10:30:00.000Z', '2026-09-14T11:00:00.000Z'] },
  deaths: [], troubled: [], hearsFrom: (_to, at) => at,
};

describe('the scorer', () => {
  it('passes what was told once and in time', () => {
    expect(score(sound)).toMatchObject({ expected: 1, told: 1, recall: 1, precision: 1, misses: [], delays: [0] });
  });

  it('counts no delay where the script kept the mails back', () => {
    expect(score({ ...sound, troubled: [['2026-09-14T10:00:00.000Z', '2026-09-14T12:00:00.000Z']] }).delays).toEqual([]);
  });

  it('takes no name for another that begins like it', () => {
    expect(score({ ...sound, mails: [{ ...MAIL, subject: 'model-a-lite: $1.00 → $2.00' }] }).misses).toContainEqual(expect.stringMatching(/^lost/));
  });

  it('finds a lost mail', () => {
    expect(score({ ...sound, mails: [] }).misses).toEqual([expect.stringMatching(/^lost: model-a rises/)]);
  });

  it('finds the same mail twice, and lets it pass where nobody could know that it had arrived', () => {
    const again = { ...MAIL, at: '2026-09-14T10:31:00.000Z' };
    expect(score({ ...sound, mails: [MAIL, again] }).misses).toEqual([expect.stringMatching(/^sent twice/)]);
    expect(score({ ...sound, mails: [{ ...MAIL, unanswered: true }, again] }).misses).toEqual([]);
    expect(score({ ...sound, mails: [MAIL, again], deaths: [MAIL.at] }).misses).toEqual([]);
  });

  it('finds one thing told in two mails', () => {
    expect(score({ ...sound, mails: [MAIL, { ...MAIL, message_id: '<2@x>' }] }).misses).toEqual([expect.stringMatching(/^told twice/)]);
  });

  it('finds a false alarm, and counts it against the precision', () => {
    const { misses, precision } = score({ ...sound, mails: [MAIL, { ...MAIL, message_id: '<2@x>', subject: 'model-b +1 %' }] });
    expect(misses).toEqual([expect.stringMatching(/^false alarm: "model-b/), expect.stringMatching(/^precision 50.00 %/)]);
    expect(precision).toBe(0.5);
  });

  it('finds what was told before enough captures had shown it', () => {
    expect(score({ ...sound, truths: [{ ...RISE, captures: 2 }] }).misses).toEqual([expect.stringMatching(/^told too early/)]);
  });

  it('finds what was told at night or in spite of a silence', () => {
    expect(score({ ...sound, hearsFrom: () => '2026-09-14T11:00:00.000Z' }).misses).toEqual([expect.stringMatching(/^told in quiet hours/)]);
    expect(score({ ...sound, truths: [{ ...RISE, silenced: true }] }).misses).toEqual([expect.stringMatching(/^told in spite of a silence/)]);
  });
});
