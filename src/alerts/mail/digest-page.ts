import { countPhrase, plural, shortPercent, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { address, BY_ITSELF, whyYou } from './alert-page.ts';
import { instantOf } from './calendar.ts';
import { type BundledAlert, type Creep, type DigestContent, type Scorecard } from '../content.ts';
import { listOf, type Block, type MailPage } from './mail-page.ts';
import { type MailInput } from './mail-shape.ts';

/** For its reader a digest is the only word: a busy week stands in it whole, as far as the mail stays below 100 KB in any script. */
const MOST_BYTES = 24_000;
const MOST_LINES = 10;

/** "All quiet: 1,283 prices verified unchanged, 3 sources", or what moved in the period and the weightiest of it. */
export function digestSubject(content: DigestContent): string {
  const { period, alerts, scorecards, until } = content;
  if (period === 'overflow') return `${plural(alerts.length, 'more message')}: ${plainText(alerts[0]?.headline ?? '', 120)}`;
  const { unchanged, changes } = totals(scorecards);
  const sources = plural(scorecards.length, 'source');
  if (content.quiet) return `All quiet: ${plural(unchanged, 'price')} verified unchanged, ${sources}`;
  const messages = alerts.length === 0 ? '' : `, ${plural(alerts.length, 'message')}`;
  return `${period === 'weekly' ? 'Week' : 'Day'} to ${until.slice(0, 10)}: ${changes.all === 0 ? 'no change' : movedWords(changes)}${messages}, ${sources}`;
}

/** Messages that waited, then a scorecard a source. */
export function digestPage({ content, to, zone, pageUrl, links }: MailInput<DigestContent>): MailPage {
  const { alerts, scorecards, rules, from, until } = content;
  return {
    lead: lead(content),
    blocks: [
      ...(alerts.length === 0 ? [] : [{ kind: 'heading', words: 'Messages' } as const, listOf(alerts.map(messageLine), fitting(alerts.map(messageLine)))]),
      ...scorecards.flatMap(scorecardBlocks),
      { kind: 'say', words: `From ${timePhrase(from, zone)} to ${timePhrase(until, zone)}.` },
      ...(pageUrl === null ? [] : [{ kind: 'links', links: [
        ...(alerts.length === 0 ? [] : [{ words: 'All messages', href: address(pageUrl, 'alerts') }]), { words: 'All drift of this time', href: address(pageUrl, 'drift', { since: from }) },
      ] } as const]),
    ],
    small: [content.period === 'overflow' ? `You get them in one mail because they are more than your most mails an hour. ${BY_ITSELF}` : whyYou(rules, to)],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}

function lead(content: DigestContent): string {
  const { period, alerts, scorecards } = content;
  const [weightiest] = alerts;
  if (period === 'overflow') return `More happened within an hour than the mails that you allow: ${plural(alerts.length, 'message stands', 'messages stand')} here together, the weightiest first.`;
  const { unchanged, notReached, unverified, changes } = totals(scorecards);
  const time = period === 'weekly' ? 'this week' : 'today';
  const verified = `${plural(unchanged, 'price was', 'prices were')} verified unchanged at ${plural(scorecards.length, 'source')}`;
  const open = unverified.length === 0 ? (notReached === 0 ? 'everything was reached' : `not reached: ${plural(notReached, 'price')}`)
    : `${notReached === 0 ? '' : `not reached: ${plural(notReached, 'price')}; `}not verified: ${plainText(unverified[0]?.what ?? '', 80)} (${plainText(unverified[0]?.why ?? '', 120)})${unverified.length === 1 ? '' : `, and ${countPhrase(unverified.length - 1)} more`}`;
  if (content.quiet) return `Nothing moved ${time}: ${verified}; ${open}.`;
  const unannounced = scorecards.reduce((count, card) => count + card.unannounced, 0);
  const moved = changes.all === 0 ? `No price moved ${time}` : `${plural(changes.all, 'change')} ${time} at ${plural(scorecards.filter(({ changes: { up, down, other } }) => up + down + other > 0).length, 'source')}: ${movedWords(changes)}${unannounced === 0 ? '' : `; ${countPhrase(unannounced)} unannounced`}`;
  const told = weightiest === undefined ? '' : ` The weightiest: ${plainText(weightiest.headline, 160)}.`;
  return `${moved}.${told} ${verified.charAt(0).toUpperCase()}${verified.slice(1)}; ${open}.`;
}

/** "9 up, 2 down, 1 otherwise" */
function movedWords({ up, down, other }: Scorecard['changes']): string {
  return [...(up === 0 ? [] : [`${countPhrase(up)} up`]), ...(down === 0 ? [] : [`${countPhrase(down)} down`]), ...(other === 0 ? [] : [`${countPhrase(other)} otherwise`])].join(', ');
}

function totals(scorecards: readonly Scorecard[]) {
  const add = (count: (card: Scorecard) => number): number => scorecards.reduce((all, card) => all + count(card), 0);
  const [up, down, other] = [add(({ changes }) => changes.up), add(({ changes }) => changes.down), add(({ changes }) => changes.other)];
  return {
    changes: { up, down, other, all: up + down + other }, unverified: scorecards.flatMap((card) => card.unverified),
    unchanged: add((card) => card.verified_unchanged), notReached: add((card) => card.not_reached),
  };
}

function messageLine({ headline, at, id, severity }: BundledAlert): string {
  // A list has its own bullets.
  return `${plainText(headline, 180).replace(/^• /, '')} · ${severity} · ${timePhrase(at)} · alert ${id}`;
}

/** How many lines fit, the first of all in any case. */
function fitting(lines: readonly string[]): number {
  let bytes = 0;
  const past = lines.findIndex((line) => (bytes += Buffer.byteLength(line)) > MOST_BYTES);
  return past === -1 ? lines.length : Math.max(1, past);
}

function scorecardBlocks(card: Scorecard): readonly Block[] {
  const { source, publisher, changes, unannounced, creep, hours_failing, unverified, promotions } = card;
  const all = changes.up + changes.down + changes.other;
  const rows: readonly (readonly [string, string])[] = [
    ['Changes', all === 0 ? 'none' : `${movedWords(changes)}${unannounced > 0 ? `; ${countPhrase(unannounced)} unannounced` : changes.up + changes.down > 0 ? '; all announced' : ''}`],
    ['Coverage', `verified unchanged: ${countPhrase(card.verified_unchanged)}; not reached: ${countPhrase(card.not_reached)}`],
    ['Failing', hours_failing === 0 ? 'never' : `${hours_failing} h`],
  ];
  return [
    { kind: 'heading', words: source.toLowerCase() === publisher.toLowerCase() ? plainText(publisher, 60) : `${plainText(publisher, 60)} (${plainText(source, 60)})` },
    { kind: 'facts', rows },
    ...named('Slow creep', creep.map(creepLine)),
    ...named('Not verified', unverified.map(({ what, why }) => `${plainText(what, 120)}: ${plainText(why, 160)}`)),
    ...named('Promotions that end (dates attached)', promotions.map(({ route, until, words }) => `${plainText(route, 120)} until ${day(until)}: ${plainText(words, 160)}`)),
  ];
}

function named(words: string, items: readonly string[]): readonly Block[] {
  return items.length === 0 ? [] : [{ kind: 'say', words: `${words}:` }, listOf(items, MOST_LINES)];
}

function creepLine({ route, meter, conditions, percent, from, to, since }: Creep): string {
  return `${shortPercent(percent)} ${[route, meter.replaceAll('_', ' '), conditions].filter((part) => part !== '' && part !== 'no conditions').map((part) => plainText(part, 120)).join(', ')}: ${plainText(from, 60)} → ${plainText(to, 60)} in small steps since ${since.slice(0, 10)}`;
}

function day(until: string): string {
  const instant = until.length === 10 ? null : instantOf(until);
  return instant === null ? plainText(until, 40) : timePhrase(instant);
}
