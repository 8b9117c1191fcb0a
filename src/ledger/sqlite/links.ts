import { type Channel, type LinkedAct, type SwitchedOff } from '../port.ts';
import { type AlertBook } from './alert-book.ts';
import { type AlertStates } from './alert-states.ts';
import { type Connection } from './database.ts';
import { type Outbox } from './deliveries.ts';
import { type Silences } from './silences.ts';
import { fromMs, toMs } from './time.ts';

export type Links = ReturnType<typeof createLinks>;

/** What the links in mails need (a key, each used once), and the recipients that want nothing more. */
export function createLinks(
  db: Connection, parts: { readonly states: AlertStates; readonly outbox: Outbox; readonly book: AlertBook; readonly silences: Silences }, randomBytes: (size: number) => Uint8Array, checkpoint: (name: string) => void,
) {
  const { states, outbox, book, silences } = parts;
  const used = db.prepare<[string], { at: number }>('SELECT at FROM used_link WHERE token_hash = ?');
  const use = db.prepare<[string, number]>('INSERT INTO used_link (token_hash, at) VALUES (?, ?)');
  const setting = db.prepare<[string], { value: string }>('SELECT value FROM setting WHERE name = ?');
  const keep = db.prepare<[string, string]>('INSERT INTO setting (name, value) VALUES (?, ?)');
  const off = db.prepare<[string, string, number, string]>('INSERT OR IGNORE INTO recipient_off (channel, recipient, at, words) VALUES (?, ?, ?, ?)');
  const on = db.prepare<[string, string]>('DELETE FROM recipient_off WHERE channel = ? AND recipient = ?');
  const all = db.prepare<[], { channel: Channel; recipient: string; at: number; words: string }>('SELECT channel, recipient, at, words FROM recipient_off ORDER BY at, channel, recipient');

  return {
    follow(tokenHash: string, act: LinkedAct): 'done' | 'used' | 'nothing' {
      if (used.get(tokenHash) !== undefined) return 'used';
      if (act.act === 'silence') silences.add(act);
      else if (book.acknowledge(act) === null) return 'nothing';
      use.run(tokenHash, toMs(act.at));
      checkpoint('link.used');
      return 'done';
    },
    key(): string {
      const known = setting.get('link key')?.value;
      if (known !== undefined) return known;
      const made = Buffer.from(randomBytes(32)).toString('hex');
      keep.run('link key', made);
      return made;
    },
    switchOff(channel: Channel, recipient: string, at: string, words: string): void {
      if (off.run(channel, recipient, toMs(at), words).changes === 1) states.log(null, { at, what: 'switched off', by: null, words: `${channel} to ${recipient}: ${words}` });
      outbox.dropAll(channel, recipient, toMs(at), words);
    },
    switchOn(channel: Channel, recipient: string, at: string): boolean {
      const was = on.run(channel, recipient).changes === 1;
      if (was) states.log(null, { at, what: 'switched on', by: null, words: `${channel} to ${recipient}` });
      return was;
    },
    switchedOff: (): readonly SwitchedOff[] => all.all().map((row) => ({ ...row, at: fromMs(row.at) })),
  };
}
