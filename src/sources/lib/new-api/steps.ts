import { equalDecimals } from '../../../domain/decimal.ts';
import { isRecord, numberText } from '../json.ts';
import { type Remarks } from './remarks.ts';

const FIRST_STEP_RATIOS = ['prompt_step_ratio', 'completion_step_ratio', 'cache_step_ratio'] as const;

const NO_STEPS = {};

/**
 * A fork's `step_ratios`: other ratios above a number of tokens. Only the first step is certain, because its ratios
 * are 1; the others are remarked on.
 * @returns what the rates' conditions say about it, or 'unread' where not even the first step is certain
 */
export function readSteps(given: unknown, model: string, remarks: Remarks): { readonly other?: string } | 'unread' {
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) return NO_STEPS;
  const steps: readonly unknown[] = Array.isArray(given) ? given : [given];
  const said = `step_ratios ${steps.map(stepInWords).join('; ')}`;
  const [first, ...others] = steps;
  const size = isRecord(first) ? numberText(first['step_size']) : undefined;
  if (size === undefined || !isRecord(first) || !FIRST_STEP_RATIOS.every((field) => isNeutral(first[field]))) {
    remarks.unread(model, said, 'its step_ratios change the price from the first token on, in a way that is not documented');
    return 'unread';
  }
  if (others.length === 0) return NO_STEPS;
  remarks.unread(model, said, `its step_ratios give other prices above ${size} tokens, in a way that is not documented`);
  return { other: `up to ${size} tokens (step_ratios)` };
}

/** 1 changes nothing; 0 stands where the component has no step of its own. */
function isNeutral(ratio: unknown): boolean {
  const text = numberText(ratio);
  return ratio === undefined || (text !== undefined && (equalDecimals(text, '1') || equalDecimals(text, '0')));
}

function stepInWords(step: unknown): string {
  if (!isRecord(step)) return 'of unknown form';
  return Object.entries(step).map(([key, value]) => `${key} ${numberText(value) ?? '?'}`).join(', ').slice(0, 300);
}
