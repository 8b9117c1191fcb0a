import { compareDecimals, printedDigits, product, quotient, sum, withinTolerance, type Decimal } from '../../domain/decimal.ts';
import { type Note, type RouteReading } from '../../domain/reading.ts';
import { type Rate } from '../../domain/rate.ts';
import { type Example } from './examples.ts';
import { routeNames } from './models.ts';
import { FRAMES_PER_SECOND, sizeOf } from './sizes.ts';

export interface ExampleCheck {
  readonly checked: number;
  readonly mismatched: number;
  /** Examples of models or sizes that are not known. */
  readonly unchecked: number;
  /** Token counts that the page itself prints otherwise than its formula gives them; its prices may still be right. */
  readonly usage_misprinted: number;
  readonly notes: readonly Note[];
}

const MAX_NOTES = 5;

/**
 * Recomputes the page's worked examples from the rates that were read and the page's own formula. Rounded as printed,
 * an example must come out the same; otherwise the page changed one of its two tables, or we read the wrong cell.
 */
export function checkExamples(examples: readonly Example[], routes: readonly RouteReading[]): ExampleCheck {
  const routeOf = routeNames(routes.map((route) => route.route));
  const byName = new Map(routes.map((route) => [route.route, route]));
  let checked = 0;
  let unchecked = 0;
  let misprinted = 0;
  const notes: Note[] = [];
  for (const example of examples) {
    const route = byName.get(routeOf(example.name) ?? '');
    const tokens = route === undefined ? undefined : tokensOf(example, route);
    const rate = route === undefined ? undefined : rateOf(example, route.rates);
    if (route === undefined || tokens === undefined || rate?.amount == null || example.outputSeconds === 0) {
      unchecked += 1;
      continue;
    }
    checked += 1;
    if (example.usage !== null && !withinTolerance(example.usage, tokens, '0.0001')) misprinted += 1;
    const price = priceOf(example, rate.amount, rate.per, tokens);
    const reduced = rate.promotion?.effective_amount;
    const follows = roundsTo(price, example.printed) || (reduced != null && roundsTo(priceOf(example, reduced, rate.per, tokens), example.printed));
    if (!follows) notes.push(mismatch(example, route.route, rate, tokens, price));
  }
  const more = notes.length - MAX_NOTES;
  const told = more <= 0 ? notes : [...notes.slice(0, MAX_NOTES), { kind: 'source.schema_note', message: `${more} more worked examples do not follow from the rates read: the page or our reading is wrong` } as const];
  return { checked, mismatched: notes.length, unchecked, usage_misprinted: misprinted, notes: told };
}

function tokensOf(example: Example, route: RouteReading): Decimal | undefined {
  const size = example.size ?? sizeOf(route.route, example.resolution, example.aspect);
  const divisor = route.formula?.divisor ?? 1_024;
  if (size === undefined) return undefined;
  const frames = product(String(example.outputSeconds + example.inputSeconds), String(example.fps ?? FRAMES_PER_SECOND));
  const tokens = quotient(product(String(size[0]), String(size[1]), frames), String(divisor));
  if (!example.draft) return tokens;
  const sort = example.audio === true ? 'with audio' : 'without audio';
  const factor = route.formula?.multipliers.find(({ when }) => when.startsWith('draft') && when.endsWith(sort))?.factor;
  return factor === undefined ? undefined : product(tokens, factor);
}

function rateOf(example: Example, rates: readonly Rate[]): Rate | undefined {
  const fitting = rates.filter(({ meter, role, conditions }) => meter === 'video_token' && role === 'rate'
    && (conditions.service === undefined || conditions.service === 'online')
    && (conditions.resolution === undefined || conditions.resolution === example.resolution)
    && (conditions.input === undefined || conditions.input === (example.input ?? 'no_video'))
    && (conditions.audio === undefined || conditions.audio === example.audio));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function priceOf(example: Example, amount: Decimal, per: number, tokens: Decimal): Decimal {
  const video = quotient(product(amount, tokens), String(per), 20);
  return example.per === 'video' ? video : quotient(video, String(example.outputSeconds), 20);
}

/** Within half a unit of the last digit printed. */
function roundsTo(price: Decimal, printed: Decimal): boolean {
  const difference = sum(price, `-${printed}`);
  const half = `0.${'0'.repeat(printedDigits(printed))}5`;
  return compareDecimals(difference, half) <= 0 && compareDecimals(difference, `-${half}`) >= 0;
}

function mismatch(example: Example, route: string, rate: Rate, tokens: Decimal, price: Decimal): Note {
  const scene = [example.resolution, example.aspect, `${example.outputSeconds} s`, example.inputSeconds > 0 ? `${example.inputSeconds} s of input video` : '', example.draft ? 'draft' : '']
    .filter((part) => part !== '').join(', ');
  return {
    kind: 'source.schema_note', route,
    message: `worked example "${example.name}" (${scene}) prints ${example.printed} USD per ${example.per}, but ${rate.amount ?? '?'} per ${rate.per} tokens × ${tokens} tokens gives ${price.slice(0, 10)}: the page or our reading is wrong`,
  };
}
