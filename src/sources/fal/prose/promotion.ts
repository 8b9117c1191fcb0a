import { type Draft } from './draft.ts';
import { sentences } from './sentences.ts';

const PROMOTION = /promotion|\bpromo\b|limited time|launch (?:rate|price|pricing)|introductory|(?:discount|\d ?% ?(?:\*\* ?)?off).{0,200}\b(?:until|till|through|ends?|expires?|after which|currently|today|now|sale)\b|\b(?:until|currently|today|now|sale)\b.{0,200}(?:discount|\d ?% ?(?:\*\* ?)?off)/i;
/** "Free until December 1": what is asked after it is asked later. */
export const FREE_TIME = /\bfree\b[^.!?$\n]{0,20}\b(?:until|till|through|during|for (?:the first|a limited|now))\b|\bcurrently free\b|no charge (?:until|during)|\$0 (?:until|during)/i;
const MONTH = '(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)';
const UNTIL = new RegExp(`(?:until|till|through|ends?(?: on)?|expires?(?: on)?|by|before) \\*{0,4}(${MONTH}\\.? \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|\\d{4}-\\d{2}-\\d{2})`, 'i');

/** A discount for those who buy much or ask for it is not today's price. */
const FOR_OTHERS = /contact|volume|bulk|batch|enterprise|annual|yearly|\bplans?\b|subscri|members?\b|\bor more\b|\bask\b/i;

/** True for a text that calls its prices promotional. */
export function isPromotion(text: string): boolean {
  return sentences(text).some(({ said }) => promotes(said));
}

function promotes(said: string): boolean {
  return (PROMOTION.test(said) || FREE_TIME.test(said)) && !FOR_OTHERS.test(said);
}

/** Marks the current rates of a text that calls itself a promotion; the prices after it keep the role `future`. */
export function readPromotion(text: string, drafts: readonly Draft[]): readonly (Draft & { readonly promotion?: string })[] {
  const told = sentences(text).find(({ said }) => promotes(said));
  if (told === undefined) return drafts;
  const until = UNTIL.exec(text)?.[1];
  const note = until === undefined ? 'promo' : `promo until ${until}`;
  return drafts.map((draft) => (draft.role === 'rate' ? { ...draft, promotion: note } : draft));
}
