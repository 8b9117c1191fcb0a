import { plural, timePhrase } from '../../domain/phrase.ts';
import { plainText } from '../../domain/plain-text.ts';
import { matchWords } from '../../domain/alert.ts';
import { address, BY_ITSELF, whyYou } from './alert-page.ts';
import { type ReminderContent, type ServiceContent } from '../content.ts';
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
  const { silence, hidden } = content;
  const what = matchWords(silence.match);
  return {
    lead: `Your silence for ${what} ends on ${timePhrase(silence.until, zone)}; ${hidden.length === 0 ? 'it hid nothing' : `it hid ${plural(hidden.length, 'message')}`} since ${timePhrase(silence.created_at, zone)}. After that such messages are sent again.`,
    blocks: [
      { kind: 'facts', rows: [['Reason', plainText(silence.reason, 300)], ['Set by', `${plainText(silence.by, 80)}, ${timePhrase(silence.created_at, zone)}`], ['Silent', what]] },
      ...(hidden.length === 0 ? [] : [{ kind: 'heading', words: 'What it hid' } as const, listOf(hidden.map(({ id, headline }) => `${plainText(headline, 180)} · alert ${id}`), MOST_HIDDEN)]),
      ...(pageUrl === null ? [] : [{ kind: 'links', links: [{ words: 'All messages', href: address(pageUrl, 'alerts') }] } as const]),
    ],
    small: [`You get this because you ${silence.by === to ? 'set this silence' : 'would have got what it hid'}. ${BY_ITSELF}`],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}

const SERVICE_WORDS = {
  stale: 'What is shown of it may be out of date by now; it keeps its own date.',
  waiting: 'People are not told what they should know as long as messages wait.',
  dead: 'They are not sent again until a person does: "driftledger alerts retry".',
} as const satisfies Readonly<Record<ServiceContent['what'], string>>;
const SERVICE_OVER = {
  stale: 'The prices are as fresh as they should be again.', waiting: 'Messages go out again.', dead: 'No message is given up any more.',
} as const satisfies Readonly<Record<ServiceContent['what'], string>>;

/** Something is wrong with driftledger's own work, or is well again. */
export function servicePage({ content, to, zone, pageUrl, links }: MailInput<ServiceContent>): MailPage {
  const { what, over, rules, at } = content;
  const [first = '', ...more] = content.words.map((words) => plainText(words, 400));
  return {
    lead: over === true ? SERVICE_OVER[what] : `${first} ${SERVICE_WORDS[what]}`,
    blocks: [
      ...(more.length === 0 || over === true ? [] : [listOf(more, MOST_WORDS)]),
      { kind: 'say', words: `Seen ${timePhrase(at, zone)}.` },
      ...(pageUrl === null ? [] : [{ kind: 'links', links: [{ words: what === 'stale' ? 'Sources and what was read last' : 'Messages and their deliveries', href: what === 'stale' ? pageUrl : address(pageUrl, 'alerts') }] } as const]),
    ],
    small: [whyYou(rules, to)],
    ...(links?.unsubscribe === undefined ? {} : { unsubscribe: links.unsubscribe }),
  };
}
