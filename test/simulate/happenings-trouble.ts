import { type Fault, type Kind } from './faults.ts';
import { ratio } from './happenings-gateway.ts';
import { type HookMood } from './hooks.ts';
import { type Mood } from './post.ts';
import { DEATH_POINTS } from './product.ts';
import { FEED, HOOK } from './settings.ts';
import { DAY, HOUR, iso, MINUTE, type Writer } from './script.ts';
import { type Weather } from './world.ts';

const DOWN: readonly [Weather, ...Weather[]] = ['down', 'refused', 'challenge'];

/** What happens to answers, to this machine, and to those who take messages. @returns whether it is one of these */
export function playTrouble(kind: Kind, at: number, writer: Writer): boolean {
  const { random, act, truth } = writer;
  const rise = (when = at): void => {
    const name = writer.take(at, 'rests');
    if (name !== undefined) ratio(writer, when, kind, name, 1.2);
  };
  const weather = (from: number, minutes: number, how: Weather): void => {
    act(from, `flatkey: ${how} for ${minutes} minutes`, ({ world }) => { world.tally.count(kind); world.weather.flatkey = how; });
    act(from + minutes * MINUTE, 'flatkey: up again', ({ world }) => { world.weather.flatkey = 'up'; });
  };
  const sleep = (minutes: number): void => {
    act(at, `the machine sleeps for ${minutes} minutes`, ({ world }) => { world.tally.count(kind); world.clock = at + minutes * MINUTE; });
    writer.trouble(at, at + minutes * MINUTE);
  };
  const outage = (from: number, until: number): void => {
    truth(kind, from, 'the gateway cannot be read', ['flatkey', 'unread'], { captures: 0, by: iso(from + 95 * MINUTE), until: iso(until) });
    truth(kind, until, 'the gateway can be read again', ['flatkey can be read again'], { until: iso(until + 3 * HOUR) });
  };
  const stale = (from: number, over: number): void => {
    truth(kind, from, 'the gateway is old', ['flatkey', 'older than they should be'], { captures: 0, by: iso(from + 2 * MINUTE), until: iso(over) });
    truth(kind, over, 'the gateway is fresh again', ['flatkey', 'as fresh as they should be again'], { until: iso(over + 3 * HOUR) });
  };
  switch (kind) {
    case 'truncated body': case 'empty body': case 'challenge page':
      weather(at, 45, ({ 'truncated body': 'truncated', 'empty body': 'empty', 'challenge page': 'challenge' } as const)[kind]);
      return silent(kind, at, writer);
    case 'half the rows once': weather(at, 29, 'shrunk'); return silent(kind, at, writer);
    case 'short outage': weather(at, 45, random.pick(['down', 'refused'])); return silent(kind, at, writer);
    case 'long outage': weather(at, 190, random.pick(DOWN)); outage(at, at + 190 * MINUTE); return true;
    case 'change in an outage': weather(at, 190, random.pick(DOWN)); outage(at, at + 190 * MINUTE); rise(at + HOUR); return true;
    case 'machine asleep': sleep(180); rise(at + HOUR); return true;
    case 'stale source':
      weather(at, 220, random.pick(DOWN));
      sleep(180);
      stale(at + 180 * MINUTE, at + 220 * MINUTE);
      return true;
    case 'stale, then an outage':
      weather(at, 175, random.pick(DOWN));
      sleep(100);
      stale(at + 100 * MINUTE, at + 175 * MINUTE);
      outage(at + 100 * MINUTE, at + 175 * MINUTE);
      return true;
    case 'reader upgrade': act(at, 'a better reader', ({ product, world }) => { world.tally.count(kind); product.upgradeReader(); }); return silent(kind, at, writer);
    case 'death':
      act(at - MINUTE, 'the process will die', ({ product }) => { product.killAt(random.pick(DEATH_POINTS), random.between(1, 2)); });
      rise();
      return true;
    case 'SMTP refuses': mood('refuses'); rise(); jam('dead', 0); putBack(); return true;
    case 'SMTP greylists': mood('greylists'); rise(); return true;
    case 'SMTP drops the line': mood('drops'); rise(); return true;
    case 'SMTP away': mood('away'); rise(); jam('waiting', 0); return true;
    case 'webhook fails': hook(HOOK, 'fails'); rise(); jam('waiting', 0); return true;
    case 'webhook drops the line': hook(HOOK, 'drops'); rise(); return true;
    case 'webhook gone':
      act(at - MINUTE, 'the feed is gone', ({ hooks }) => { hooks.moods[FEED] = 'gone'; });
      rise();
      jam('dead', 0);
      act(at + 2 * HOUR, 'the feed would take messages again, but asked for none', ({ hooks }) => { hooks.moods[FEED] = 'accepts'; });
      act(morning() - MINUTE, 'the feed is switched on', ({ product }) => product.withLedger(async (ledger) => { await ledger.switchOn('webhook', FEED, iso(morning() - MINUTE)); }));
      putBack();
      return true;
    default: return false;
  }

  /** The worker's own trouble: told once, and once more when it is over. */
  function jam(what: 'dead' | 'waiting', since: number): void {
    const [wrong, fine] = what === 'dead' ? ['messages were given up', 'no message is given up any more'] : ['messages wait to be delivered', 'no message waits any more'];
    truth(kind, at + since, wrong, [wrong], { captures: 0, until: iso(morning() + HOUR) });
    truth(kind, at + since, fine, [fine], { captures: 0, until: iso(morning() + HOUR) });
  }

  function mood(how: Mood): void {
    writer.trouble(at - MINUTE, at + 2 * HOUR);
    act(at - MINUTE, `mail server ${how}`, ({ post }) => { post.mood = how; });
    act(at + 2 * HOUR, 'mail server accepts', ({ post }) => { post.mood = 'accepts'; });
  }

  function hook(name: string, how: HookMood): void {
    writer.trouble(at - MINUTE, at + 2 * HOUR);
    act(at - MINUTE, `webhook ${name} ${how}`, ({ hooks }) => { hooks.moods[name] = how; });
    act(at + 2 * HOUR, `webhook ${name} accepts`, ({ hooks }) => { hooks.moods[name] = 'accepts'; });
  }

  /** 07:30 UTC of the next day: after the night's end and the digests, before the next happening. */
  function morning(): number {
    return Math.floor(at / DAY) * DAY + DAY + 7.5 * HOUR;
  }

  function putBack(): void {
    act(morning(), 'the operator puts dead letters back', ({ product }) => product.withLedger(async (ledger) => { await ledger.retryDeliveries('all', iso(morning())); }));
  }
}

/** Nobody is to hear of it. */
function silent(fault: Fault, at: number, writer: Writer): true {
  writer.disorder(fault, at, at + 3 * HOUR);
  return true;
}
