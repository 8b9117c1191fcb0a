import { beforeAll, describe, expect, it } from 'vitest';
import { playWeeks, startFor, type Played } from './play.ts';
import { report } from './report.ts';
import { score, type ScoredMail, type Scoring } from './score.ts';

/** A fresh seed each time; SIMULATE_SEED plays one again. */
const seed = Number(process.env['SIMULATE_SEED'] ?? Math.floor(Date.now() / 1000));
const DAYS = 7;

let played: Played;
beforeAll(async () => {
  process.stderr.write(`simulated seed ${seed}: replay with "npm run simulate -- --seed ${seed} --days ${DAYS}"\n`);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  played = await playWeeks({ seed, start: startFor(seed), days: DAYS, say: () => {} });
  const { user, system } = process.cpuUsage(cpu);
  if (played.misses.length > 0) process.stderr.write(report(played, { wallMs: performance.now() - began, cpuMs: (user + system) / 1000 }));
}, 300_000);

it('plays some virtual days of a seed without a lost message, a double, a false alarm or a late one', () => {
  expect(played.misses).toEqual([]);
  expect(played.expected).toBeGreaterThan(30);
  expect(played.delays.length).toBeGreaterThan(10);
});

describe('the scorer, lied to about the same days', () => {
  const missesOf = (lie: Partial<Scoring>): readonly string[] => score({ ...played.scoring, ...lie }).misses;
  /** Each message that arrived, once, and with room for it to be missed before the end. */
  const messages = (): readonly ScoredMail[] => [...new Map(played.scoring.mails.toReversed().map((mail) => [`${mail.to} ${mail.message_id}`, mail])).values()].filter(({ at }) => Date.parse(at) < played.scoring.end - 86_400_000);
  const other = (mail: ScoredMail) => (one: ScoredMail): boolean => one.to !== mail.to || one.message_id !== mail.message_id;
  const all = (): readonly ScoredMail[] => played.scoring.mails;
  /** Those of the messages about which a lie was believed. */
  const believed = (lie: (mail: ScoredMail) => Partial<Scoring> | null): readonly string[] => {
    const tried = messages().flatMap((mail) => { const told = lie(mail); return told === null ? [] : [{ mail, told }]; });
    expect(tried.length).toBeGreaterThan(10);
    return tried.filter(({ told }) => missesOf(told).length === 0).map(({ mail }) => `${mail.subject} to ${mail.to}`);
  };

  it('finds each message that is taken away', () => {
    expect(believed((mail) => ({ mails: all().filter(other(mail)) }))).toEqual([]);
  });

  it('finds each message told in a second mail, and each mail that comes again though it was answered', () => {
    expect(believed((mail) => ({ mails: [...all(), { ...mail, message_id: '<twice@x>' }] }))).toEqual([]);
    expect(believed((mail) => (mail.unanswered || played.scoring.deaths.includes(mail.at) ? null : { mails: [...all(), mail] }))).toEqual([]);
  });

  it('finds each amount that is another by a single digit', () => {
    expect(believed((mail) => {
      const [whole = '', last = ''] = /→ \$?[\d,.]*([1-9])/.exec(mail.subject) ?? [];
      if (whole === '' || !/[\d.]+ → \$?[\d.]+/.test(mail.subject)) return null;
      return { mails: [...all().filter(other(mail)), { ...mail, subject: mail.subject.replace(whole, `${whole.slice(0, -1)}${last === '9' ? 8 : Number(last) + 1}`) }] };
    })).toEqual([]);
  });

  it('finds each message about something that never was', () => {
    expect(believed((mail) => ({ mails: [...all(), { ...mail, message_id: '<never@x>', subject: '▲ +3 % some-other-model (Flatkey): $1.00 → $1.03 per 1,000,000 output tokens' }] }))).toEqual([]);
  });

  it('finds each message that comes hours late, and each that comes before its time', () => {
    const calm = { troubles: [] };
    const already = missesOf(calm).join('\n');
    const clocked = new Set(played.scoring.truths.filter(({ captures }) => captures > 0).flatMap(({ says, since, until }) => all().filter(({ subject, made }) => made >= since && made < until && says.every((words) => subject.includes(words)))));
    const moved = (mail: ScoredMail, hours: number): ScoredMail => ({ ...mail, at: new Date(Date.parse(mail.at) + hours * 3_600_000).toISOString() });
    const shifted = (mail: ScoredMail, hours: number): Partial<Scoring> | null => (!clocked.has(mail) || already.includes(mail.subject) ? null : { ...calm, mails: [...all().filter(other(mail)), moved(mail, hours)] });
    const before = missesOf(calm).length;
    const found = (hours: number): readonly string[] => messages().flatMap((mail) => { const lie = shifted(mail, hours); return lie === null || missesOf(lie).length > before ? [] : [`${mail.subject} to ${mail.to}`]; });
    expect(found(9 * 24)).toEqual([]);
    expect(found(-24)).toEqual([]);
  });
});
