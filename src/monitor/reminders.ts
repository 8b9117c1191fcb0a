import { messageId, type AlertContent, type ReminderContent } from '../alerts/index.ts';
import { type Silence } from '../domain/alert.ts';
import { plural } from '../domain/phrase.ts';
import { type AlertRecord, type AlertRow, type Ledger } from '../ledger/port.ts';

/** A silence is mentioned so long before it ends, and never before its last quarter. */
const AHEAD_MS = 24 * 3_600_000;
const LAST_PART = 4;

/**
 * Reminds the author of a silence before it ends, and says what it hid. An author who is no mail address is spoken to
 * through the people who would have got what was hidden. @returns how many silences were mentioned
 */
export async function remindOfSilences({ ledger, now }: { readonly ledger: Ledger; readonly now: () => string }): Promise<number> {
  const at = now();
  const ending = (await ledger.silences({ at })).filter((silence) => silence.reminded_at === null && endsSoon(silence, at));
  for (const silence of ending) {
    const hidden = (await Promise.all(silence.hidden.map((id) => ledger.alerts({ id })))).flat();
    const record = reminderOf(silence, hidden, at);
    if (record.deliveries.length > 0) await ledger.recordAlerts([record], at);
    await ledger.markReminded(silence.id, at);
  }
  return ending.length;
}

function endsSoon({ created_at, until }: Silence, at: string): boolean {
  const [left, whole] = [Date.parse(until) - Date.parse(at), Date.parse(until) - Date.parse(created_at)];
  return left <= AHEAD_MS && left <= whole / LAST_PART;
}

function reminderOf(silence: Silence, hidden: readonly AlertRow[], at: string): AlertRecord {
  const author = silence.by.includes('@') ? [silence.by] : [...new Set(hidden.flatMap(({ content }) => Object.keys((JSON.parse(content) as AlertContent).rules)))].filter((to) => to.includes('@'));
  const key = `silence ${silence.id}`;
  const content: ReminderContent = {
    kind: 'reminder', at, rules: Object.fromEntries(author.map((to) => [to, 'who silences is reminded'])), silence,
    hidden: hidden.map(({ id, headline }) => ({ id, headline })),
  };
  return {
    key, source: null, phase: 'reminder', severity: 'notice', headline: `A silence ends at ${silence.until.slice(0, 16).replace('T', ' ')} UTC; it hid ${plural(hidden.length, 'alert')}`,
    events: [], earlier: [], content: JSON.stringify(content), state: null, silenced_by: [],
    deliveries: author.map((to) => ({ channel: 'mail', recipient: to, message_id: messageId(key, to, silence.until), due_at: at, mode: 'immediately' })),
  };
}
