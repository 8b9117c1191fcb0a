import { withModel, type FlatkeyModel, type FlatkeyState } from '../../src/demo/replica/flatkey.ts';
import { type Fault, type Kind } from './faults.ts';
import { OPERATIONS, PUBLIC_URL, SILENCER } from './settings.ts';
import { DAY, HOUR, iso, MINUTE, type Stage, type Writer } from './stage.ts';
import { type Truth } from './truth.ts';

/** From such a rise on, in one step or all together, a price is critical. */
const CRITICAL = 1.5;
// No product of these is 1: no price comes back to where its alert began.
const UP = [1.05, 1.2, 1.3, 2.1] as const;
const DOWN = [0.5, 0.8, 0.95] as const;

/**
 * What happens to the gateway's catalog. What is back is "resolved" only where nothing else of the route still stands
 * open (an earlier rise, a group's ratio that moved meanwhile), so no truth asks for that word. @returns whether it is one of these
 */
export function playGateway(kind: Kind, at: number, writer: Writer): boolean {
  const { random, act, truth } = writer;
  const change = (when: number, name: string, what: string, fields: Partial<FlatkeyModel>): void => {
    act(when, `${name} ${what}`, ({ world }) => { world.flatkey = withModel(world.flatkey, name, fields); });
  };
  const plays: Partial<Readonly<Record<Kind, () => void>>> = {
    rise: () => { withOne('rests', (name) => { ratio(writer, at, kind, name, random.pick(UP)); }); },
    fall: () => { withOne('rests', (name) => { ratio(writer, at, kind, name, random.pick(DOWN)); }); },
    'slow creep': () => { withOne('rests', (name) => { for (const step of [0, 1, 2]) ratio(writer, at + step * DAY, kind, name, 1.2, { until: iso(at + (step + 1) * DAY) }); }); },
    'there and back': () => {
      withOne('rests', (name) => {
        ratio(writer, at, kind, name, 1.3, { until: iso(at + HOUR) });
        back(writer, at + HOUR, name);
        truth(kind, at + HOUR, `${name} is back at its price`, [name]);
      });
    },
    'unit flip': () => {
      withOne('spent', (name) => {
        act(at, `${name} is priced by request`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { price: 0.02 }); });
        truth(kind, at, `${name} is priced by request`, ['unit changed', name], { until: iso(at + 26 * HOUR) });
        act(at + 26 * HOUR, `${name} is priced by token again`, ({ world }) => { world.flatkey = { ...world.flatkey, models: world.flatkey.models.map((model) => (model.name === name ? withoutPrice(model) : model)) }; });
        truth(kind, at + 26 * HOUR, `${name} is priced by token again`, [name]);
      });
    },
    placeholder: () => {
      withOne('spent', (name) => {
        act(at, `${name} gets the gateway's placeholder`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { ratio: 37.5, completion: 1 }); });
        truth(kind, at, `${name} has no price any more`, [name, 'placeholder']);
      });
    },
    'group ratio': () => {
      const found = truth(kind, at, 'the group Economy gets dearer', ['Economy']);
      act(at, 'the group Economy gets dearer', ({ world }) => {
        world.tally.count(kind);
        const from = world.flatkey.groupRatio['Economy'] ?? 0;
        const to = Number((from + 0.01).toFixed(2));
        found.moves = [[from, to]];
        world.flatkey = { ...world.flatkey, groupRatio: { ...world.flatkey.groupRatio, Economy: to } };
      });
    },
    added: () => {
      const name = `newcomer-${writer.next('newcomer')}-v`;
      act(at, `${name} is added`, ({ world }) => {
        const [like] = world.flatkey.models;
        if (like === undefined) return;
        world.tally.count(kind);
        world.flatkey = { ...world.flatkey, models: [...world.flatkey.models, { ...like, name }] };
      });
      truth(kind, at, `${name} is added`, [name, 'is new']);
    },
    removed: () => {
      withOne('spent', (name) => {
        act(at, `${name} is removed`, ({ world }) => { world.tally.count(kind); world.flatkey = without(world.flatkey, new Set([name])); });
        truth(kind, at, `${name} is removed`, [name, 'no longer listed']);
      });
    },
    renamed: () => {
      withOne('spent', (name) => {
        act(at, `${name} is renamed`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { name: `${name}-exp` }); });
        truth(kind, at, `${name} is renamed`, [name, `${name}-exp`]);
      });
    },
    'mass removal': () => {
      const most = Math.ceil(writer.first.models.length * 0.3);
      if (writer.next(kind) > 1) return void playGateway('removed', at, writer);
      const gone = new Set(Array.from({ length: most }, () => writer.take(at, 'spent')).filter((name) => name !== undefined));
      act(at, `${gone.size} routes are removed`, ({ world }) => { world.tally.count(kind); world.flatkey = without(world.flatkey, gone); });
      truth(kind, at, `${gone.size} routes are removed`, [`${gone.size} routes moved`], { captures: 2 });
      // The first answer without them is not believed, and what else it says waits with it.
      writer.trouble(at - 30 * MINUTE, at + HOUR);
    },
    status: () => {
      withOne('spent', (name) => {
        act(at, `${name} fails`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { status: 'unknown_failure', reason: 'no channel' }); });
        truth(kind, at, `${name} fails and stays so`, [name, 'unknown_failure'], { captures: 2, until: iso(at + 26 * HOUR) });
        change(at + 26 * HOUR, name, 'answers again', { status: 'available' });
        truth(kind, at + 26 * HOUR, `${name} answers again`, [name], { captures: 2 });
      });
    },
    'status flap': () => {
      withOne('rests', (name) => {
        act(at, `${name} fails`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { status: 'temporary_failure', reason: 'no channel' }); });
        change(at + 30 * MINUTE, name, 'answers again', { status: 'available' });
        truth(kind, at, `${name} fails and comes back`, ['Flapped', name], { captures: 2 });
      });
    },
    'status hop': () => {
      // Within minutes, between two looks: nobody can have seen it.
      withOne('rests', (name) => {
        const slot = Math.ceil(at / (30 * MINUTE)) * 30 * MINUTE + 2 * MINUTE;
        act(slot, `${name} fails`, ({ world }) => { world.tally.count(kind); world.flatkey = withModel(world.flatkey, name, { status: 'unknown_failure', reason: 'no channel' }); });
        change(slot + 9 * MINUTE, name, 'answers again', { status: 'available' });
        writer.disorder(kind, at, at + 3 * HOUR);
      });
    },
    'acknowledged by link': () => {
      withOne('rests', (name) => {
        ratio(writer, at, kind, name, 1.2, { until: iso(at + DAY) });
        act(at + 19 * HOUR, `${name} is acknowledged`, (stage) => acknowledge(stage, name, writer));
        // The value that was taken note of is not told again; a third one is.
        ratio(writer, at + DAY, kind, name, 1.1);
      });
    },
    silenced: () => {
      withOne('rests', (name) => {
        act(at, `${name} is silenced`, ({ product }) => product.withLedger(async (ledger) => {
          await ledger.addSilence({ match: { route: name }, reason: 'known', by: SILENCER, at: iso(at), until: iso(at + 3 * DAY) });
        }));
        writer.silence();
        ratio(writer, at + HOUR, kind, name, 1.2, { silenced: true });
      });
    },
  };
  const play = plays[kind];
  play?.();
  return play !== undefined;

  function withOne(use: 'spent' | 'rests', write: (name: string) => void): void {
    const name = writer.take(at, use);
    if (name !== undefined) write(name);
  }
}

/** One route's own ratio moves: input, output and cache price with it, in each of its groups; one message. */
export function ratio(writer: Writer, at: number, fault: Fault, name: string, factor: number, more: Partial<Truth> = {}): void {
  const found = writer.truth(fault, at, `${name} moves by the factor ${factor}`, [name], more);
  writer.act(at, `${name} moves by the factor ${factor}`, ({ world }) => {
    const model = world.flatkey.models.find((one) => one.name === name);
    if (model === undefined) throw new Error(`${name} is gone and cannot move: mend the script`);
    world.tally.count(fault);
    const before = prices(world.flatkey, name);
    const base = before.map(({ group, price }) => ({ group, price: pins.get(writer)?.get(name)?.get(group) ?? prices(writer.first, name).find((one) => one.group === group)?.price ?? price }));
    world.flatkey = withModel(world.flatkey, name, { ratio: Number((model.ratio * factor).toPrecision(6)) });
    const after = prices(world.flatkey, name);
    // Between two answers a group's ratio may move as well: then people hear of both at once.
    world.nextFlatkey.push((shown, shows) => {
      const now = new Map(prices(shows, name).map(({ group, price }) => [group, price]));
      found.moves = [...found.moves, ...prices(shown, name).map(({ group, price }) => [price, now.get(group) ?? 0] as const)];
    });
    found.moves = before.map(({ price }, index) => [price, after[index]?.price ?? 0] as const);
    const since = Math.max(...after.map(({ price }, index) => price / (base[index]?.price ?? price)));
    found.critical = factor >= CRITICAL || (factor > 1 && since >= CRITICAL);
  });
}

function back(writer: Writer, at: number, name: string): void {
  let was = 0;
  writer.act(at - HOUR - 1, `${name} is looked at`, ({ world }) => { was = world.flatkey.models.find((one) => one.name === name)?.ratio ?? 0; });
  writer.act(at, `${name} is back`, ({ world }) => { world.flatkey = withModel(world.flatkey, name, { ratio: was }); });
}

/** What a person took note of: creep counts from there. By play, because seeds are played side by side. */
const pins = new WeakMap<Writer, Map<string, ReadonlyMap<string, number>>>();

/** US dollars per million output tokens by group. */
function prices({ models, groupRatio }: FlatkeyState, name: string): readonly { readonly group: string; readonly price: number }[] {
  const model = models.find((one) => one.name === name);
  return model?.groups.map((group) => ({ group, price: 2 * model.ratio * model.completion * (groupRatio[group] ?? 1) })) ?? [];
}

/** Follows the link of the mail: looking changes nothing, the form does it, a second time it says so. */
async function acknowledge({ world, post, product }: Stage, name: string, writer: Writer): Promise<void> {
  const mail = post.accepted.findLast(({ to, subject }) => to === OPERATIONS && subject.includes(`${name},`));
  const links = mail?.text.match(/https:\/\/drift\.example\/act\/[\w.-]+/g) ?? [];
  const link = links.find((url) => Buffer.from(url.slice(`${PUBLIC_URL}/act/`.length).split('.')[0] ?? '', 'base64url').toString('utf8').startsWith('["ack"'));
  if (link === undefined) throw new Error(`no mail to ${OPERATIONS} about ${name} has a link to acknowledge it: mend the script or the product`);
  for (const look of [1, 2]) {
    const { status, text } = await product.browse(link);
    if (status !== 200 || !text.includes('Nothing has been changed so far.')) throw new Error(`look ${look} at ${link} answered ${status}`);
  }
  for (const reason of ['budgeted', 'pressed twice']) await product.browse(link, { reason });
  const [state] = await product.withLedger((ledger) => ledger.alertStates({ key: `flatkey route ${name}` }));
  if (state?.standing !== 'acknowledged' || state.acknowledgement?.why !== 'budgeted' || state.acknowledgement.by !== OPERATIONS) throw new Error(`the link ${link} did not acknowledge once: ${JSON.stringify(state?.acknowledgement)}`);
  const known = pins.get(writer) ?? new Map<string, ReadonlyMap<string, number>>();
  pins.set(writer, known.set(name, new Map(prices(world.flatkey, name).map(({ group, price }) => [group, price]))));
}

function without(state: FlatkeyState, gone: ReadonlySet<string>): FlatkeyState {
  return { ...state, models: state.models.filter(({ name }) => !gone.has(name)) };
}

function withoutPrice(model: FlatkeyModel): FlatkeyModel {
  const { price: _, ...tokens } = model;
  return tokens;
}
