import { plural, timePhrase } from '../domain/phrase.ts';
import { plainText } from '../domain/plain-text.ts';
import { type SilenceMatch } from '../domain/alert.ts';
import { address, whyYou } from './alert-page.ts';
import { type ReminderContent, type ServiceContent } from './content.ts';
import { listOf, type MailPage } from './mail-page.ts';
import { type MailInput } from './mail-shape.ts';

const MOST_HIDDEN = 40;
const MOST_WORDS = 30;

/** "Silence 4 ends 2026-11-23 08:00 UTC: it hid 3 messages" */
export function reminderSubject({ silence, hidden }: ReminderContent): string {
  return `Silence ${silence.id} ends ${timePhrase(silence.until)}: it hid ${hidden.length === 0 ? 'nothing' : plural(hidden.length, 'message')}`;
}

/** To the author of a silence, before it ends: what it hid. */
export function reminderPage({ content, to, zone, pageUrl, links }: MailInput<ReminderContent>): MailPage {
  const { silence, hidden, rules } = content;
  const what = matchWords(silence.match);
  return {
    lead: `Your silence for ${what} ends on ${timePhrase(silence.until, zone)}; ${hidden.length === 0 ? 'it hid nothing' : `it hid ${plural(hidden.length, 'message')}`} since ${timePhrase(silence.created_at, zone)}. After that such messages are sent again.`,
    blocks: [
      { kind: 'facts', rows: [['Reason', plainText(silence.reason, 300)], ['Set by', `${plainText(silence.by, 80)}, ${timePhrase(silence.created_at, zone)}`], ['Silent', what]] },
      ...(hidden.length === 0 ? [] : [{ kind: 'heading', words: 'What it hid' } as const, listOf(hidden.map(({ id, headline }) => `${plainText(headline, 180)} · alert ${id}`), MOST_HIDDEN)]),
      ...(pageUrl === null ? [] : [{ kind: 'links', links: [{ words: 'All messages', href: address(pageUrl, 'alerts') }] } as const]),
    ],
    small: [Object.hasOwn(rules, to) ? whyYou(rules, to) : 'You get this because you set this silence. driftledger wrote it by itself; answers are read by nobody.'],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}

/** "source flatkey, route seedance-*": everything named must hold. */
function matchWords({ source, route, kind, key }: SilenceMatch): string {
  const parts = [['source', source], ['route', route], ['kind', kind], ['cause', key]].flatMap(([name, glob]) => (glob === undefined ? [] : [`${name} ${plainText(glob, 120)}`]));
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

const SERVICE_WORDS = {
  stale: { subject: (count: string) => `⏱ driftledger: ${count} older than it should be`, lead: 'What is shown may be out of date: a source has not been read for longer than it should.', thing: 'source' },
  waiting: { subject: (count: string) => `⏱ driftledger: ${count} waiting too long`, lead: 'Messages are written and do not get out: people are not told what they should know.', thing: 'message' },
  dead: { subject: (count: string) => `■ driftledger: ${count} given up`, lead: 'Messages could not be delivered and are not tried again until a person does: "driftledger alerts retry".', thing: 'message' },
} as const;

export function serviceSubject({ what, words }: ServiceContent): string {
  const { subject, thing } = SERVICE_WORDS[what];
  return subject(plural(words.length, thing));
}

/** Something is wrong with driftledger's own work. */
export function servicePage({ content, to, zone, pageUrl, links }: MailInput<ServiceContent>): MailPage {
  return {
    lead: SERVICE_WORDS[content.what].lead,
    blocks: [
      listOf(content.words.map((words) => plainText(words, 400)), MOST_WORDS),
      { kind: 'say', words: `Seen ${timePhrase(content.at, zone)}.` },
      ...(pageUrl === null ? [] : [{ kind: 'links', links: [{ words: content.what === 'stale' ? 'Sources' : 'Messages and their deliveries', href: content.what === 'stale' ? pageUrl : address(pageUrl, 'alerts') }] } as const]),
    ],
    small: [whyYou(content.rules, to)],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}
