import { type Kind } from './faults.ts';
import { DAY, iso, type Writer } from './stage.ts';
import { FAL_ROUTES, megapixelRoute } from './world.ts';

const STANDARD = 'dreamina-seedance-2-0-260128';
const FAST = 'dreamina-seedance-2-0-fast-260128';
const PROMOTED = FAL_ROUTES.at(-1) ?? '';

/** What happens at fal.ai and on the pages of BytePlus. @returns whether it is one of these */
export function playOthers(kind: Kind, at: number, { act, truth, next }: Writer): boolean {
  const plays: Partial<Readonly<Record<Kind, () => void>>> = {
    'fal.ai rise': () => {
      const number = next(kind);
      const id = FAL_ROUTES[number % (FAL_ROUTES.length - 1)] ?? '';
      const found = truth(kind, at, `${id} gets dearer`, [id], { source: 'fal' });
      act(at, `${id} gets dearer`, ({ world }) => {
        world.tally.count(kind);
        const before = /\$([\d.]+)/.exec(world.fal.routes.find((route) => route.id === id)?.prose ?? '')?.[1] ?? '';
        const after = `0.0${20 + number}`;
        found.moves = [[Number(before), Number(after)]];
        world.fal = { routes: world.fal.routes.map((route) => (route.id === id ? megapixelRoute(id, after) : route)) };
      });
    },
    'fal.ai promotion': () => {
      const set = (when: number, what: string, ...dollars: [string, string?]): void => {
        act(when, `${PROMOTED}: ${what}`, ({ world }) => { world.tally.count(kind); world.fal = { routes: world.fal.routes.map((route) => (route.id === PROMOTED ? megapixelRoute(PROMOTED, ...dollars) : route)) }; });
      };
      set(at, 'a promotion begins', '0.01', '0.02');
      truth(kind, at, `a promotion of ${PROMOTED} begins`, [PROMOTED, 'promotion'], { source: 'fal', moves: [[0.02, 0.01]], until: iso(at + 2 * DAY) });
      set(at + 2 * DAY, 'the promotion ends', '0.02');
      // What doubles the price is critical, also as the end of a promotion.
      truth(kind, at + 2 * DAY, `the promotion of ${PROMOTED} ends`, [PROMOTED], { source: 'fal', critical: true, until: iso(at + 3 * DAY) });
    },
    'BytePlus rise': () => {
      const source = next(kind) % 2 === 0 ? 'byteplus' : 'byteplus-berlin';
      const found = truth(kind, at, `${source} gets dearer`, [STANDARD], { source });
      act(at, `${source} gets dearer`, ({ world }) => {
        world.tally.count(kind);
        const [before] = world.byteplus[source].standard;
        const after = (Number(before) + 0.1).toFixed(2);
        found.moves = [[Number(before), Number(after)]];
        world.byteplus = { ...world.byteplus, [source]: { ...world.byteplus[source], standard: [after, '4.3'] } };
      });
    },
    'BytePlus promotion': () => {
      const set = (when: number, what: string, text: string): void => {
        act(when, `${FAST}: ${what}`, ({ world }) => { world.tally.count(kind); world.byteplus = { ...world.byteplus, byteplus: { ...world.byteplus.byteplus, fast: [text, '3.3'] } }; });
      };
      set(at, 'a promotion begins', '(Original) 5.6 `Time limited 25% off`');
      truth(kind, at, `a promotion of ${FAST} begins`, [FAST, 'promotion'], { source: 'byteplus', moves: [[5.6, 4.2]], until: iso(at + 2 * DAY) });
      set(at + 2 * DAY, 'the promotion ends', '5.6');
      truth(kind, at + 2 * DAY, `the promotion of ${FAST} ends`, [FAST], { source: 'byteplus', until: iso(at + 3.25 * DAY) });
    },
  };
  const play = plays[kind];
  play?.();
  return play !== undefined;
}
