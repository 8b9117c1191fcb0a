import { type AlertPhase, type Measures } from '../domain/alert.ts';
import { driftEvent, type DriftEvent } from '../domain/drift.ts';
import { rate, type Rate } from '../domain/rate.ts';
import { type Status } from '../domain/vocabulary.ts';
import { type ChartRow } from '../chart/series.ts';
import { chartSubject, drawChart } from './mail/chart.ts';
import { measureKey, type AlertContent, type DigestContent, type MessageContent, type ReminderContent, type Scorecard, type ServiceContent } from './content.ts';
import { AT, BEFORE, factor, fell, moved } from './fixtures.test-support.ts';
import { type MailInput } from './mail/mail-shape.ts';
import { messageId } from './stages/message-id.ts';
import { sourceWords } from './words/source-words.ts';
import { phaseSubject } from './words/words.ts';

/** The typical mails, as golden files hold them and as pictures show them. */
export const CASES: Readonly<Record<string, () => Promise<MailInput>>> = {
  'rise': async () => {
    const event = fal(moved('bytedance/seedance-2.0/fast/text-to-video', '0.0112', '0.0140', { meter: 'video_token', per: 1000, conditions: { resolution: '720p' } }));
    return alert([event], { publisher: 'fal.ai', measures: { [measureKey(event)]: MONTH }, stages: STAGES }, { history: [
      ...prices('fal', { meter: 'video_token', per: 1000, conditions: { resolution: '720p' } }, [['2026-06-01', '0.0100'], ['2026-09-20', '0.0112'], [AT, '0.0140']]),
    ] });
  },
  'rise-of-a-route': async () => {
    const events = ['default', 'Seedance2.0 Official'].flatMap((group) => [moved('seedance-2.0-fast', '5.6', '7', { conditions: { group }, explained_by: 'model_ratio 2.8 → 3.5' }), moved('seedance-2.0-fast', '5.6', '7', { meter: 'input_token', conditions: { group }, explained_by: 'model_ratio 2.8 → 3.5' })]);
    return alert(events, {}, { history: [
      ...prices('flatkey', { meter: 'output_token', per: 1_000_000, conditions: { group: 'default' } }, [['2026-06-01', '5.6'], [AT, '7']]),
      ...prices('flatkey', { meter: 'output_token', per: 1_000_000, conditions: { group: 'Seedance2.0 Official' } }, [['2026-06-01', '5.6'], [AT, '7']]),
      ...states([['2026-06-01', 'unknown_failure'], ['2026-09-18', 'available']]),
    ] });
  },
  'group-factor': async () => {
    const event = factor(412);
    return alert([event], { kind: 'factor', top: event.folded.slice(0, 20) }, { allRows: event.folded });
  },
  'status': async () => alert([fell('seedance-2.0')], {
    groups: { 'seedance-2.0': ['Seedance2.0 Official'] }, probes: { 'seedance-2.0': { probed: false, modality: 'video' } },
  }, { history: states([['2026-06-01', 'available'], ['2026-10-02', 'degraded'], ['2026-10-04', 'available'], [AT, 'unknown_failure']]) }),
  'strike': async () => alert([fell('kimi-k2.5', 'unknown_failure', 'The source says "unknown_failure"; before it was "available": worse. Its reason: "上游不支持该模型 (model not supported)"')], {
    probes: { 'kimi-k2.5': { probed: true, checked_at: '2026-11-22T04:10:00.000Z', interval_h: 24 } },
  }, { history: states([['2026-06-01', 'available'], [AT, 'unknown_failure']]) }),
  'unit': async () => {
    const was = rate({ meter: 'output_token', per: 1_000_000, amount: '7', conditions: {} });
    const event = driftEvent({ kind: 'rate.unit_changed', source: 'flatkey', route: 'seedance-2.0', severity: 'critical', direction: 'sideways', reason: 'the unit changed', before: '$7.00 per 1,000,000 output tokens', after: '$0.90 per request' }, was);
    return alert([event], { measures: { [measureKey(event)]: { month: { before: '378.00', after: '450.00', change: '72.00', currency: 'USD', workload: 'nightly clips' } } } }, { history: prices('flatkey', { meter: 'output_token', per: 1_000_000 }, [['2026-06-01', '7']]) });
  },
  'unit-of-a-clip': async () => {
    const event = fal(driftEvent({ kind: 'rate.unit_changed', source: 'fal', route: 'bytedance/seedance-2.0/text-to-video', severity: 'warning', direction: 'sideways', reason: 'the unit changed', before: '$0.014 per 1,000 video tokens', after: '$1.80 per request' }));
    return alert([event], { publisher: 'fal.ai', measures: { [measureKey(event)]: { clip: { before: '1.512', after: '1.8', currency: 'USD', scenario: 'a clip of 5 s at 720p (108,000 tokens, one request)' } } } }, { history: prices('fal', { meter: 'video_token', per: 1000 }, [['2026-06-01', '0.014']]) });
  },
  'source-unread': async () => alert([], {
    kind: 'source', publisher: 'fal.ai', findings: [{ kind: 'source.challenged', source: 'fal', message: 'expected the list of models at https://fal.ai/llms.txt; found a page that asks whether a person is there' }],
    failure: { since: '2026-11-21T04:10:00.000Z', checks: 24, last_good_at: '2026-11-21T04:10:00.000Z' }, phase: 'changed',
  }, { key: 'fal source', source: 'fal' }),
  'changed': async () => {
    const event = moved('seedance-2.0-fast', '7', '8', { conditions: { group: 'default' } });
    return alert([event], {
      phase: 'changed', since: '2026-11-18T06:10:00.000Z', acknowledged: { by: 'ana@example.com', why: 'agreed with the vendor until March', at: '2026-11-19T09:00:00.000Z' },
      measures: { [measureKey(event)]: { since_acknowledged: { value: '7', at: '2026-11-19T09:00:00.000Z', percent: '14.285714' }, since_approved: { value: '5.6', at: '2026-08-02T00:00:00.000Z', percent: '42.857143' } } },
    }, { history: prices('flatkey', { meter: 'output_token', per: 1_000_000, conditions: { group: 'default' } }, [['2026-06-01', '5.6'], ['2026-11-18T06:10:00.000Z', '7'], [AT, '8']]) });
  },
  'resolved': async () => alert([{ ...fell('seedance-2.0', 'available'), before: 'unknown_failure', direction: 'better' }], {
    phase: 'resolved', since: '2026-11-20T06:10:00.000Z', groups: { 'seedance-2.0': ['Seedance2.0 Official'] },
  }, { history: states([['2026-06-01', 'available'], ['2026-11-20T06:10:00.000Z', 'unknown_failure'], [AT, 'available']]) }),
  'reopened': async () => alert([fell('seedance-2.0', 'degraded')], { phase: 'reopened', since: '2026-11-12T06:10:00.000Z' }, { history: states([['2026-06-01', 'available'], [AT, 'degraded']]) }),
  'flapped': async () => alert([fell('seedance-2.0')], { phase: 'flapped' }, { history: states([['2026-06-01', 'available']]) }),
  'many': async () => alert(Array.from({ length: 60 }, (_, index) => moved(`vendor-${index % 7}/model-${index}-preview`, `${index + 1}`, `${index + 2}.50`)), { kind: 'many' }, { key: 'flatkey many' }),
  'digest-weekly': async () => message({
    kind: 'digest', period: 'weekly', from: '2026-11-15T07:00:00.000Z', until: '2026-11-22T07:00:00.000Z', rules: RULES, quiet: false,
    alerts: [
      { id: 41, headline: '▲ +25 % seedance-2.0-fast, group default (Flatkey): $5.60 → $7.00 per 1,000,000 output tokens', severity: 'warning', source: 'flatkey', at: AT, phase: 'opened', key: 'flatkey route seedance-2.0-fast' },
      { id: 39, headline: '● Resolved: seedance-2.0 (Flatkey): back to available', severity: 'notice', source: 'flatkey', at: '2026-11-20T06:10:00.000Z', phase: 'resolved', key: 'flatkey route seedance-2.0' },
    ],
    scorecards: [
      scorecard('flatkey', 'Flatkey', {
        changes: { up: 9, down: 2, other: 1 }, unannounced: 3, verified_unchanged: 631, not_reached: 1, hours_failing: 2.25,
        creep: [{ route: 'kling-v2', meter: 'output_token', conditions: 'group Economy', percent: '11.4', from: '$1.05', to: '$1.17', since: '2026-09-01T00:00:00.000Z' }],
        unverified: [{ what: 'seedance-2.0', why: 'the gateway does not probe video routes' }],
      }),
      scorecard('fal', 'fal.ai', { verified_unchanged: 640, promotions: [{ route: 'bytedance/seedance-2.0/fast/text-to-video', until: '2026-11-30', words: '$0.0112 until then, $0.0140 after' }] }),
      scorecard('byteplus', 'BytePlus', { verified_unchanged: 12 }),
    ],
  }),
  'digest-quiet': async () => message({
    kind: 'digest', period: 'daily', from: '2026-11-21T07:00:00.000Z', until: '2026-11-22T07:00:00.000Z', rules: RULES, quiet: true, alerts: [],
    scorecards: [scorecard('flatkey', 'Flatkey', { verified_unchanged: 631, not_reached: 1 }), scorecard('fal', 'fal.ai', { verified_unchanged: 640 }), scorecard('byteplus', 'BytePlus', { verified_unchanged: 12 })],
  }),
  'digest-overflow': async () => message({
    kind: 'digest', period: 'overflow', from: '2026-11-22T05:30:00.000Z', until: AT, rules: RULES, quiet: false, scorecards: [],
    alerts: Array.from({ length: 45 }, (_, index) => ({ id: 100 + index, headline: `■ model-${index}: available → retired (Flatkey)`, severity: 'warning', source: 'flatkey', at: AT, phase: 'opened', key: `flatkey route model-${index}` })),
  }),
  'reminder': async () => message({
    kind: 'reminder', at: AT, rules: {}, hidden: [{ id: 31, headline: '◐ seedance-2.0: available → degraded (Flatkey)' }, { id: 33, headline: '● Resolved: seedance-2.0 (Flatkey): back to available' }],
    silence: { id: 4, match: { source: 'flatkey', route: 'seedance-*' }, reason: 'the gateway moves its video channels this week', by: 'ana@example.com', created_at: '2026-11-20T08:00:00.000Z', until: '2026-11-23T08:00:00.000Z', ended_at: null, reminded_at: null, hidden: [31, 33] },
  }),
  'service-stale': async () => message({ kind: 'service', at: AT, rules: RULES, what: 'stale', words: ['fal was last read on 2026-11-21 04:10 UTC, 26 h ago; it should be read every 60 minutes. The last check said: challenge page.'] }, '⏱ fal: prices are older than they should be'),
  'service-dead': async () => message({ kind: 'service', at: AT, rules: RULES, what: 'dead', words: ['2 messages were given up, the last to bob@example.com: 550 5.1.1 no such user.'] }, '▲ messages were given up'),
  'service-well': async () => message({ kind: 'service', at: AT, rules: RULES, what: 'waiting', words: ['It is well again.'], over: true }, '● no message waits any more'),
};

const TO = 'ana@example.com';
const RULES = { [TO]: 'procurement' };
const MONTH: Measures = { month: { before: '1648.00', after: '2060.00', change: '412.00', currency: 'USD', workload: 'nightly clips' } };
const STAGES: NonNullable<AlertContent['stages']> = [{ stage: 'confirm', words: 'a price counts at once' }, { stage: 'judge', words: 'warning, because a rise of 10 % or more is warning' }, { stage: 'route', words: 'rule procurement' }];
const LINKS = { acknowledge: 'https://prices.example.com/act/a1b2c3', silence: 'https://prices.example.com/act/d4e5f6', unsubscribe: 'https://prices.example.com/act/g7h8i9' };

function fal(event: DriftEvent): DriftEvent {
  return { ...event, source: 'fal' };
}

function scorecard(source: string, publisher: string, more: Partial<Scorecard>): Scorecard {
  return { source, publisher, changes: { up: 0, down: 0, other: 0 }, unannounced: 0, creep: [], hours_failing: 0, unverified: [], verified_unchanged: 0, not_reached: 0, promotions: [], ...more };
}

function instant(text: string): string {
  return text.length === 10 ? `${text}T06:10:00.000Z` : text;
}

/** The values of one rate from the named days on, as the ledger's history has them. */
function prices(source: string, about: Pick<Rate, 'meter' | 'per'> & Partial<Pick<Rate, 'conditions'>>, values: readonly (readonly [from: string, amount: string])[]): readonly ChartRow[] {
  return values.map(([from, amount], index) => ({ ...rate({ ...about, amount }), what: 'rate', source, from: instant(from), until: values[index + 1] === undefined ? null : instant(values[index + 1]?.[0] ?? ''), approximate: false, promotion: null }));
}

function states(values: readonly (readonly [from: string, status: Status])[]): readonly ChartRow[] {
  return values.map(([from, status], index) => ({ what: 'status', source: 'flatkey', from: instant(from), until: values[index + 1] === undefined ? null : instant(values[index + 1]?.[0] ?? ''), status }));
}

async function alert(events: readonly DriftEvent[], more: Partial<AlertContent>, about: { readonly history?: readonly ChartRow[]; readonly key?: string; readonly source?: string; readonly allRows?: readonly DriftEvent[] } = {}): Promise<MailInput> {
  const content: AlertContent = { kind: 'route', publisher: 'Flatkey', at: AT, previous_at: BEFORE, groups: {}, rules: RULES, ...more };
  const [first] = events;
  const phase: AlertPhase = content.phase ?? 'opened';
  const headline = first === undefined ? sourceWords(about.source ?? 'flatkey', content.findings ?? [], content).subject
    : `${content.kind === 'many' ? `${content.publisher}: ${events.length} routes moved; ` : ''}${phaseSubject(phase, first, content.publisher, first.route === null ? [] : content.groups[first.route])}`;
  const subject = chartSubject(content, events);
  const chart = subject === null || about.history === undefined ? null : await drawChart(subject, about.history, AT);
  return { ...input(about.key ?? `flatkey route ${first?.route ?? ''}`, headline, content), events, chart, alert: 42, links: LINKS, ...(about.allRows === undefined ? {} : { allRows: about.allRows }) };
}

function message(content: DigestContent | ReminderContent | ServiceContent, headline = 'what a page shows'): MailInput {
  return { ...input(`driftledger ${content.kind}`, headline, content), links: { unsubscribe: LINKS.unsubscribe } };
}

function input(key: string, headline: string, content: MessageContent): MailInput {
  return { from: 'driftledger@example.com', to: TO, message_id: messageId(key, TO, AT), headline, key, content, events: [], pageUrl: 'https://prices.example.com/', zone: 'Europe/Berlin' };
}
