import { plural } from '../../domain/phrase.ts';
import { plainText, shorten } from '../../domain/plain-text.ts';
import { type Severity } from '../../domain/vocabulary.ts';
import { timeOf } from '../content.ts';
import { standardBody, wordsOf, type WebhookMessage } from './webhook-message.ts';

/** In which form a webhook wants its messages. */
export type WebhookTemplate = 'standard' | 'slack' | 'teams' | 'discord';

/** A chat shows so many lines; the others are on the page. */
const MOST_LINES = 10;

/** The body of a message in the form that the receiver takes. */
export function webhookBody(template: WebhookTemplate, message: WebhookMessage): unknown {
  switch (template) {
    case 'standard': return standardBody(message);
    case 'slack': return slackBody(message);
    case 'teams': return teamsBody(message);
    case 'discord': return discordBody(message);
  }
  return template satisfies never;
}

/** The lines that a chat shows below the headline, without saying the headline twice. */
function linesOf(message: WebhookMessage): readonly string[] {
  const lines = wordsOf(message).map((line) => plainText(line, 280));
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `and ${plural(more, 'more change')}`] : lines;
}

/** "warning · flatkey · 2026-11-22 06:10 UTC · alert 7" */
function smallPrint({ severity, source, content, alert }: WebhookMessage): string {
  const at = timeOf(content);
  return [severity, ...(source === null ? [] : [source]), `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`, `alert ${alert}`].join(' · ');
}

/**
 * A Slack message in blocks. Scraped words stand in `plain_text` only, where no mention, link or emoji is read; the
 * fallback text, which is mark-up, has Slack's three control characters escaped.
 */
function slackBody(message: WebhookMessage) {
  const plain = (text: string, most?: number) => ({ type: 'plain_text', text: slackText(text, most), emoji: false });
  return {
    text: slackText(plainText(message.headline, 300)),
    blocks: [
      { type: 'header', text: plain(plainText(message.headline), 150) },
      ...linesOf(message).map((line) => ({ type: 'section', text: plain(line) })),
      { type: 'context', elements: [plain(smallPrint(message)), ...(message.link === null ? [] : [{ type: 'mrkdwn', text: `<${message.link}|Open the alert>` }])] },
    ],
  };
}

/** Escaped, and cut to what fits: Slack refuses a message whole for one text that is too long. */
function slackText(text: string, most = 3000): string {
  let escaped = '';
  for (const character of text) {
    const next = SLACK_CONTROLS[character] ?? character;
    if (escaped.length + next.length > most) break;
    escaped += next;
  }
  return escaped;
}

const SLACK_CONTROLS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** An Adaptive Card in the envelope that Teams' workflows take. Scraped words stand in text runs, which read no mark-up. */
function teamsBody(message: WebhookMessage) {
  const run = (text: string, style: object = {}) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...style }] });
  return {
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' },
        body: [run(plainText(message.headline, 300), { weight: 'Bolder', size: 'Medium' }), ...linesOf(message).map((line) => run(line)), run(smallPrint(message), { isSubtle: true, size: 'Small' })],
        ...(message.link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open the alert', url: message.link }] }),
      },
    }],
  };
}

/** A Discord embed: mark-up in scraped words is escaped, and nobody is mentioned whatever they say. */
function discordBody(message: WebhookMessage) {
  const lines = linesOf(message);
  return {
    allowed_mentions: { parse: [] },
    embeds: [{
      title: discordText(plainText(message.headline, 120)), color: COLOURS[message.severity], timestamp: timeOf(message.content),
      ...(lines.length === 0 ? {} : { description: discordText(shorten(lines.join('\n'), 2000)) }),
      ...(message.link === null ? {} : { url: message.link }),
      footer: { text: smallPrint(message) },
    }],
  };
}

/** Everything that Discord reads as mark-up, a mention or an address, with a backslash before it. */
function discordText(text: string): string {
  return text.replace(/[\\*_~`|>#<@[\]():-]/g, '\\$&');
}

const COLOURS: Readonly<Record<Severity, number>> = { info: 0x5A5E63, notice: 0x1F5FA8, warning: 0x7F5200, critical: 0xA12F1F };
