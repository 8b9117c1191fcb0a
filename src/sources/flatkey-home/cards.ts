import { type CheerioAPI } from 'cheerio';
import { SourceRefusal } from '../../domain/finding.ts';
import { loadHtml } from '../lib/load-html.ts';

type AnyNode = Parameters<CheerioAPI['contains']>[0];
type Element = Extract<AnyNode, { readonly attribs: unknown }>;

/** A piece of a page that may hold one price: its words, and the names that stand in the same card. */
export interface PriceSpot {
  /** The words around the amounts of one element, as far up as no other amount comes in; a space between elements. */
  readonly text: string;
  /** The words of the whole card. */
  readonly cardText: string;
  /** Different names in the card, in page order; one is what a reader needs. */
  readonly names: readonly string[];
  /** The price is struck out, so it is not asked any more. */
  readonly struck: boolean;
  /** The last part of the model's own address, where the card links to one: /models/seedance-2.0. */
  readonly slug: string | null;
}

const UNSEEN = 'script, style, noscript, template, svg, iframe, head';
/** The page's own title, h1, is never a model's name. */
const HEADINGS: ReadonlySet<string> = new Set(['h2', 'h3', 'h4', 'h5', 'h6']);
const CARDS: ReadonlySet<string> = new Set(['article', 'li', 'a']);
const CARD_CLASS = /card|tile/i;
const STRUCK: ReadonlySet<string> = new Set(['del', 's', 'strike']);
const STRUCK_CLASS = /line-through/i;
const OUTSIDE: ReadonlySet<string> = new Set(['body', 'main', 'html']);
const SLOGAN = /\b(?:USD|models?|API|apis|key|for|every|all|any|the|with|your|from|per|of|to|and|in|off|tokens?|free)\b/i;
const TEXT_NODE = 3;
const MODEL_LINK = /\/models?\/([^/?#]{1,120})\/?(?:[?#]|$)/;
const LONGEST_SPOT = 400;
/** A homepage has a few thousand nodes and some ten thousand words of text; a page that needs more looks than this is made to hurt. */
const MOST_LOOKS = 60_000;
/** A homepage teases some dozens of prices. */
const MOST_SPOTS = 500;
/** So many characters that are put together cost as much as a look at a node. */
const CHARACTERS = 32;
/** No amount is printed without one of these. */
const MONEY = /\$|USD/;

/**
 * The smallest elements whose words hold an amount, each with its card.
 * @param amountsIn how many amounts of money a text holds, counted up to `most`
 * @throws SourceRefusal `source.unreadable` when the page is too large to be looked through
 */
export function priceSpots(html: string, amountsIn: (text: string, most?: number) => number): readonly PriceSpot[] {
  const $ = loadHtml(html);
  $(UNSEEN).remove();
  const body = $('body').get(0);
  const look = new Look(body);
  const found: Element[] = [];
  walk(body, (element) => {
    if (!look.mayCost(element) || amountsIn(look.wordsOf(element), 1) === 0) return false;
    const inner = element.children.filter(isElement).some((child) => look.mayCost(child) && amountsIn(look.wordsOf(child), 1) > 0);
    if (!inner && found.push(element) > MOST_SPOTS) throw tooLarge();
    return inner;
  });
  return found.map((element) => spotOf(element, look, amountsIn));
}

function tooLarge(): SourceRefusal {
  return new SourceRefusal('source.unreadable', { expected: 'the homepage with its teaser cards', found: 'a page with so many amounts and elements that it cannot be looked through' });
}

function spotOf(price: Element, look: Look, amountsIn: (text: string, most?: number) => number): PriceSpot {
  const own = look.wordsOf(price);
  const above = inside(price);
  const spot = { text: wordsAround(above, own, look, amountsIn), struck: [...ancestors(price)].some((element) => isOf(element, STRUCK, STRUCK_CLASS)) };
  for (const card of above) {
    const names = look.namesIn(card).filter((name) => name !== own);
    if (names.length > 0) return { ...spot, cardText: look.wordsOf(card), names, slug: look.slugIn(card) };
  }
  return { ...spot, cardText: spot.text, names: [], slug: null };
}

/** An element and those around it. Selectors would take most of the time: a price may stand some hundred elements deep. */
function* ancestors(element: Element): Iterable<Element> {
  for (let at: AnyNode | null = element; at !== null && isElement(at); at = at.parent) yield at;
}

/** An element and those around it, as far as they are smaller than the page. */
function inside(price: Element): readonly Element[] {
  const all = [...ancestors(price)];
  const end = all.findIndex(({ name }) => OUTSIDE.has(name));
  return end === -1 ? all : all.slice(0, end);
}

function isOf({ name, attribs }: Element, names: ReadonlySet<string>, classes: RegExp): boolean {
  return names.has(name) || classes.test(attribs['class'] ?? '');
}

/** A unit or a "from" may stand in a neighbour of the amount: "from <b>$0.05</b><small>/second</small>". */
function wordsAround([, ...above]: readonly Element[], own: string, look: Look, amountsIn: (text: string, most?: number) => number): string {
  const amounts = amountsIn(own);
  let words = own;
  for (const around of above) {
    const wider = look.wordsOf(around);
    if (wider.length > LONGEST_SPOT || amountsIn(wider) !== amounts) break;
    words = wider;
  }
  return words;
}

/** Headings; in an element that is a card by its kind also short words that stand alone. */
function namesIn(card: Element, look: Look): readonly string[] {
  const headings: Element[] = [];
  const leaves: Element[] = [];
  walk(card, (element) => {
    look.count(1);
    if (HEADINGS.has(element.name) || element.attribs['role'] === 'heading') headings.push(element);
    if (!element.children.some(isElement)) leaves.push(element);
    return true;
  });
  const named = headings.length > 0 || !isOf(card, CARDS, CARD_CLASS) ? headings : leaves.filter((element) => element !== card);
  return [...new Set(named.map((element) => look.wordsOf(element)).filter((name) => name !== '' && looksLikeModel(name)))];
}

/** Model names are short and carry a version: "Seedance 2.0", "gpt-5.5", "MiniMax-H3"; "600 models for you" is a slogan. */
function looksLikeModel(name: string): boolean {
  return name.length <= 60 && /\d/.test(name) && /[a-z]/i.test(name) && name.split(' ').length <= 5 && !/[$€¥£/]/.test(name) && !SLOGAN.test(name);
}

function slugIn(card: Element): string | null {
  const slugs = new Set<string>();
  walk(card, ({ name, attribs }) => {
    const linked = name === 'a' ? MODEL_LINK.exec(attribs['href'] ?? '')?.[1] : undefined;
    if (linked !== undefined) slugs.add(linked);
    return true;
  });
  const [slug] = slugs;
  return slugs.size === 1 && slug !== undefined ? slug : null;
}

/** Reads words, each element's once, and gives up on a page that would take forever. */
class Look {
  #looks = 0;
  /** The words of the elements in which money is printed somewhere: they are asked for again on every floor above. */
  readonly #words = new Map<AnyNode, string>();
  /** What stands in a card is asked for by each of its prices. */
  readonly #names = new Map<Element, readonly string[]>();
  readonly #slugs = new Map<Element, string | null>();

  constructor(root: Element | undefined) {
    const all: Element[] = [];
    walk(root, (element) => all.push(element) > 0);
    // From the leaves up, so that each element is put together from its children.
    for (const element of all.toReversed()) {
      if (element.children.some((child) => this.#words.has(child) || (child.nodeType === TEXT_NODE && 'data' in child && MONEY.test(child.data)))) this.#words.set(element, this.wordsOf(element));
    }
  }

  namesIn(card: Element): readonly string[] {
    let names = this.#names.get(card);
    if (names === undefined) this.#names.set(card, (names = namesIn(card, this)));
    return names;
  }

  slugIn(card: Element): string | null {
    let slug = this.#slugs.get(card);
    if (slug === undefined) this.#slugs.set(card, (slug = slugIn(card)));
    return slug;
  }

  mayCost(element: Element): boolean {
    return this.#words.has(element);
  }

  count(nodes: number): void {
    this.#looks += nodes;
    if (this.#looks > MOST_LOOKS) throw tooLarge();
  }

  /** All words under a node with a space wherever an element ends, so that "gpt-5.5" and "3.33" never become one number. */
  wordsOf(node: AnyNode | undefined): string {
    const known = node === undefined ? '' : this.#words.get(node);
    if (known !== undefined) return known;
    const parts: string[] = [];
    const stack: AnyNode[] = node === undefined ? [] : [node];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const words = this.#words.get(next) ?? (next.nodeType === TEXT_NODE && 'data' in next ? next.data.replaceAll(/\s+/g, ' ').trim() : '');
      this.count(1 + Math.floor(words.length / CHARACTERS));
      if (words !== '') parts.push(words);
      else if ('children' in next) stack.push(...next.children.toReversed());
    }
    return parts.join(' ');
  }
}

/** Visits elements from the top; goes below an element only when `enter` answers true. Without recursion. */
function walk(root: Element | undefined, enter: (element: Element) => boolean): void {
  const stack: Element[] = root === undefined ? [] : [root];
  while (stack.length > 0) {
    const element = stack.pop();
    if (element !== undefined && enter(element)) stack.push(...element.children.filter(isElement).toReversed());
  }
}

function isElement(node: AnyNode): node is Element {
  return 'attribs' in node;
}
