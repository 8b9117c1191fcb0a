import { type Kind } from './faults.ts';
import { ratio } from './happenings-gateway.ts';
import { type HookMood } from './hooks.ts';
import { type Mood } from './post.ts';
import { DEATH_POINTS } from './product.ts';
import { FEED, HOOK } from './settings.ts';
import { DAY, HOUR, iso, MINUTE, type Writer } from './stage.ts';
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
  const silent = (minutes: number, how: Weather): void => {
    weather(at, minutes, how);
    writer.disorder(kind, at, at + 3 * HOUR);
  };
  const plays: Partial<Readonly<Record<Kind, () => void>>> = {
    'truncated body': () => { silent(45, 'truncated'); },
    'empty body': () => { silent(45, 'empty'); },
    'challenge page': () => { silent(45, 'challenge'); },
    // For one capture: a second one would confirm it.
    'half the rows once': () => { silent(29, 'shrunk'); },
    'short outage': () => { silent(45, random.pick(['down', 'refused'])); },
    'long outage': () => { weather(at, 190, random.pick(DOWN)); outage(at, at + 190 * MINUTE); },
    'change in an outage': () => { weather(at, 190, random.pick(DOWN)); outage(at, at + 190 * MINUTE); rise(at + HOUR); },
    'machine asleep': () => { sleep(180); rise(at + HOUR); },
    'stale source': () => { weather(at, 205, random.pick(DOWN)); sleep(180); stale(at + 180 * MINUTE, at + 205 * MINUTE); },
    'stale, then an outage': () => {
      weather(at, 182, random.pick(DOWN));
      sleep(100);
      stale(at + 100 * MINUTE, at + 182 * MINUTE);
      outage(at + 100 * MINUTE, at + 182 * MINUTE);
    },
    'reader upgrade': () => {
      act(at, 'a better reader', ({ product, world }) => { world.tally.count(kind); product.upgradeReader(); });
      writer.disorder(kind, at, at + 3 * HOUR);
    },
    death: () => {
      act(at - MINUTE, 'the process will die', ({ product }) => { product.killAt(random.pick(DEATH_POINTS), random.between(1, 2)); });
      rise();
    },
    'SMTP refuses': () => { mood('refuses'); rise(); jam('dead'); putBack(); },
    'SMTP greylists': () => { mood('greylists'); rise(); },
    'SMTP drops the line': () => { mood('drops'); rise(); },
    'SMTP away': () => { mood('away'); rise(); jam('waiting'); },
    'webhook fails': () => { hook(HOOK, 'fails'); rise(); jam('waiting'); },
    'webhook drops the line': () => { hook(HOOK, 'drops'); rise(); },
    'webhook gone': () => {
      act(at - MINUTE, 'the feed is gone', ({ hooks }) => { hooks.moods[FEED] = 'gone'; });
      rise();
      jam('dead');
      act(at + 2 * HOUR, 'the feed would take messages again, but asked for none', ({ hooks }) => { hooks.moods[FEED] = 'accepts'; hooks.off.add(FEED); });
      act(morning() - MINUTE, 'the feed is switched on', ({ hooks, product }) => product.withLedger(async (ledger) => {
        hooks.off.delete(FEED);
        if (!await ledger.switchOn('webhook', FEED, iso(morning() - MINUTE))) throw new Error('the feed said 410 and was not switched off');
      }));
      putBack();
    },
  };
  const play = plays[kind];
  play?.();
  return play !== undefined;

  /** The worker's own trouble: told once, and once more when it is over. */
  function jam(what: 'dead' | 'waiting'): void {
    const [wrong, fine] = what === 'dead' ? ['messages were given up', 'no message is given up any more'] : ['messages wait to be delivered', 'no message waits any more'];
    truth(kind, at, wrong, [wrong], { captures: 0, until: iso(morning() + HOUR) });
    truth(kind, at, fine, [fine], { captures: 0, until: iso(morning() + HOUR) });
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
