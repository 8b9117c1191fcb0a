import { Webhook } from 'standardwebhooks';
import { plainText } from '../../domain/plain-text.ts';
import { MOST_ATTEMPTS, retryAt } from '../mail/send-mail.ts';
import { webhookId, type WebhookMessage } from './webhook-message.ts';
import { webhookBody, type WebhookTemplate } from './webhook-templates.ts';

/** One webhook of schedules.json with its secrets: none where the receiver's address is the secret (Slack, Teams, Discord). */
export interface WebhookTarget {
  readonly url: string;
  readonly template: WebhookTemplate;
  /** `whsec_…`; while one secret replaces another there are two, and each signs. */
  readonly secrets: readonly string[];
}

/** Sends one POST; what the other side does comes back as an answer and is never thrown. */
export type Post = (request: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: string }) => Promise<PostAnswer>;

export type PostAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  | { readonly failure: string };

/** What came of one attempt, with the receiver's words; `due_at` for `retry`. */
export interface WebhookOutcome {
  readonly at: string;
  readonly outcome: 'sent' | 'retry' | 'dead' | 'gone';
  readonly words: string;
  readonly due_at?: string;
  /** false: nothing was posted, because the configuration cannot be used. */
  readonly tried?: false;
}

export interface WebhookAttempt {
  readonly post: Post;
  /** RFC 3339 in UTC: what the signature is dated. */
  readonly at: string;
  /** Attempts before this one. */
  readonly attempts: number;
  /** 0 to 1: how much later than the least a retry comes, so that not all come back at once. */
  readonly random: number;
}

/** So many characters of an answer are kept. */
const MOST_WORDS = 500;
/** A receiver that asks for a longer rest is asked again after this. */
const LONGEST_REST_MS = 24 * 3_600_000;

/** Sends one message by Standard Webhooks 1.0 (https://www.standardwebhooks.com): signed, with an id that is the same in every attempt. */
export async function sendWebhook(target: WebhookTarget, message: WebhookMessage, attempt: WebhookAttempt): Promise<WebhookOutcome> {
  const body = JSON.stringify(webhookBody(target.template, message));
  const signed = signatureHeaders(target.secrets, webhookId(message), attempt.at, body);
  if ('fault' in signed) return { at: attempt.at, outcome: 'retry', tried: false, words: signed.fault, due_at: retryAt(attempt.at, attempt.attempts, attempt.random) };
  return outcomeOf(await attempt.post({ url: target.url, headers: { 'content-type': 'application/json', ...signed.headers }, body }), attempt);
}

/** The three headers of the specification; each secret signs. A secret that is none is a fault that never shows it. */
function signatureHeaders(secrets: readonly string[], id: string, at: string, body: string): { readonly headers: Readonly<Record<string, string>> } | { readonly fault: string } {
  const dated = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(Date.parse(at) / 1000)) };
  if (secrets.length === 0) return { headers: dated };
  try {
    return { headers: { ...dated, 'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(' ') } };
  } catch {
    return { fault: 'the signing secret cannot be read: it is "whsec_" and the secret in base64; two with a space between while one replaces the other' };
  }
}

/** What an answer means: taken, never again, or once more later. */
function outcomeOf(answer: PostAnswer, attempt: WebhookAttempt): WebhookOutcome {
  if ('failure' in answer) return again(attempt, answer.failure);
  const { status, headers } = answer;
  const said = plainText(answer.text.trim(), MOST_WORDS);
  const words = `HTTP ${status}${said === '' ? '' : `: ${said}`}`;
  if (status >= 200 && status < 300) return { at: attempt.at, outcome: 'sent', words };
  if (status === 410) return { at: attempt.at, outcome: 'gone', words: `${words}; the receiver wants nothing more` };
  if (status >= 300 && status < 400) return again(attempt, `${words}; redirects are not followed: write the new address into schedules.json`);
  return again(attempt, words, status === 429 || status === 503 ? restMs(headers['retry-after'], attempt.at) : 0);
}

function again({ at, attempts, random }: WebhookAttempt, words: string, rest = 0): WebhookOutcome {
  if (attempts + 1 >= MOST_ATTEMPTS) return { at, outcome: 'dead', words: `given up after ${MOST_ATTEMPTS} attempts; the last answer: ${words}` };
  const asked = new Date(Date.parse(at) + rest).toISOString();
  const usual = retryAt(at, attempts, random);
  return { at, outcome: 'retry', words, due_at: asked > usual ? asked : usual };
}

/** Retry-After in seconds or as a date, as milliseconds from `at`; 0 where it says nothing. */
function restMs(header: string | undefined, at: string): number {
  if (header === undefined) return 0;
  const ms = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.parse(at);
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_REST_MS);
}
