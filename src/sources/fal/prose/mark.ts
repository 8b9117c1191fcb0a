import { type Decimal } from '../../../domain/decimal.ts';
import { type ConditionValue } from '../../../domain/rate.ts';
import { type UnitPhrase } from './units.ts';

export type Dimension = 'resolution' | 'audio' | 'duration_s' | 'tier' | 'input' | 'option' | 'prompt_tokens';

/** A sentence as the statements are made of: amounts, what they are asked for, what must hold, and how they hang together. */
export type Mark =
  | { readonly kind: 'money'; readonly amount: Decimal; readonly fault: string | undefined }
  | { readonly kind: 'unit'; readonly unit: UnitPhrase; readonly leads: boolean }
  | { readonly kind: 'condition'; readonly dimension: Dimension; readonly values: readonly ConditionValue[]; readonly side?: 'before'; /** It names another thing than a variant of the same: "voice cloning". */ readonly thing?: true }
  /** "3-4GB LoRAs double the price" */
  | { readonly kind: 'factor'; readonly value: Decimal; readonly share?: true }
  /** "plus", "+": what follows is added. */
  | { readonly kind: 'plus' }
  /** "additional", "adds": the amount right behind is added. */
  | { readonly kind: 'more'; readonly verb?: true }
  | { readonly kind: 'bound'; readonly role: 'minimum' | 'cap' }
  /** "a minimum charge for 60 seconds": the least that is billed, and no amount. */
  | { readonly kind: 'least'; readonly words: string }
  /** What follows holds after a promotion; `sure` where the words themselves tell of a change to come. */
  | { readonly kind: 'later'; readonly sure?: true }
  | { readonly kind: 'hedge' }
  | { readonly kind: 'verb' }
  | { readonly kind: 'each-of'; /* "respectively" */ }
  /** What follows is worked out from what was said: "for example", "so", "in total". */
  | { readonly kind: 'worked' }
  | { readonly kind: 'rounding' }
  /** "the first 5 are free": what follows is beyond an allowance. */
  | { readonly kind: 'free' }
  /** "input", "cached", "image" in a sentence about tokens. */
  | { readonly kind: 'tokens'; readonly word: string }
  /** A quantity that a worked total is about: "a 2048x2048 image", "1000 steps". */
  | { readonly kind: 'quantity'; readonly of: 'step' | 'megapixel' | 'second' | 'image' | 'request'; readonly count: Decimal }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string };
