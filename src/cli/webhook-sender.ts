import { sendWebhook, type MessageContent, type Post, type WebhookTarget } from '../alerts/index.ts';
import { readSecret, type Config } from '../config/index.ts';
import { type Send } from '../monitor/deliver-due.ts';
import { type World } from './world.ts';

/** Sends to the webhooks of schedules.json; `config` is asked at each message, so that a changed file counts without a restart. */
export function webhookSender(config: () => Pick<Config, 'alerts' | 'web'>, world: Pick<World, 'env' | 'now' | 'random'>, post: Post): Send {
  return async ({ alert, recipient, message_id, attempts }, events) => {
    const { alerts, web } = config();
    const at = world.now();
    const target = targetOf(alerts.webhooks.find(({ name }) => name === recipient), world.env);
    if ('fault' in target) return { at, outcome: 'retry', tried: false, words: `${recipient}: ${target.fault}`, due_at: new Date(Date.parse(at) + 60_000).toISOString() };
    const link = web.publicUrl === undefined ? null : `${web.publicUrl.replace(/\/+$/, '')}/alerts/${alert.id}`;
    const content = JSON.parse(alert.content) as MessageContent;
    return sendWebhook(target, { ...alert, message_id, alert: alert.id, content, events, link }, { post, at, attempts, random: (world.random ?? Math.random)() });
  };
}

/** A webhook that cannot be asked as it stands waits in the outbox, as mails do without a server. */
function targetOf(webhook: Config['alerts']['webhooks'][number] | undefined, env: World['env']): WebhookTarget | { readonly fault: string } {
  if (webhook === undefined) return { fault: 'no webhook of this name stands in schedules.json: the message waits here' };
  const { url, template, secret_env: name } = webhook;
  if (name === undefined) return { url, template, secrets: [] };
  const secrets = (readSecret(env, name) ?? '').split(/\s+/).filter((secret) => secret !== '');
  return secrets.length === 0 ? { fault: `${name} is not set: the message waits here` } : { url, template, secrets };
}
