import Big from 'big.js';

/**
 * Exact decimals as text. A `Decimal` is what a source printed ("7.0", "0.4730") or an exact product;
 * trailing zeros are kept because a reader of the evidence looks for the same characters.
 */
export type Decimal = string;

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const INTEGER = /^-?\d+$/;
const SCIENTIFIC = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** A number of more digits than any published price ever had is damage, not a price. */
const MAX_DIGITS = 60;

// Percentages are for people; six digits are more than anyone prints, and far from rounding twice.
const Ratio = Big();
Ratio.DP = 30;

/**
 * Reads a number as a source wrote it into plain decimal text: "1e-07" → "0.0000001", ".5" → "0.5", "007" → "7".
 * Digits that were printed stay, trailing zeros too.
 * @returns undefined when the text is not one finite decimal number of at most 60 digits
 */
export function decimalFromText(text: string): Decimal | undefined {
  if (PLAIN.test(text) && text.length <= MAX_DIGITS) return text;
  if (text.length > MAX_DIGITS || !SCIENTIFIC.test(text)) return undefined;
  if (/[eE]/.test(text)) {
    const plain = new Big(text).toFixed();
    return plain.length <= MAX_DIGITS ? plain : undefined;
  }
  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction] = text.slice(sign.length).split('.');
  const trimmed = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign}${trimmed}${fraction ? `.${fraction}` : ''}`;
}

/** The exact product of decimal texts, without trailing zeros and without an exponent. */
export function product(...factors: readonly Decimal[]): Decimal {
  return shortProduct(factors) ?? longProduct(factors);
}

/**
 * A catalog of 100,000 rows asks for half a million products, nearly all of few digits: integers below 10^15 are exact
 * in a number, and a decimal of at most 15 digits comes out of one as it went in.
 * @returns undefined where that does not hold, or a text is no plain decimal
 */
function shortProduct(factors: readonly Decimal[]): Decimal | undefined {
  let digits = 1;
  let scale = 0;
  for (const factor of factors) {
    let integer = 0;
    let point = -1;
    for (let at = 0; at < factor.length; at++) {
      const code = factor.charCodeAt(at);
      if (code >= ZERO && code <= NINE) integer = integer * 10 + code - ZERO;
      else if (code === POINT && point === -1) point = at;
      else return undefined;
    }
    if (factor.length === 0 || factor === '.') return undefined;
    if (point !== -1) scale += factor.length - point - 1;
    digits *= integer;
    if (!(digits < SHORT)) return undefined;
  }
  const value = digits / (POWERS[scale] ?? Number.NaN);
  return value === 0 || value >= LEAST_WITHOUT_EXPONENT ? String(value) : undefined;
}

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const SHORT = 1e15;
/** Powers of ten that a number holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
const LEAST_WITHOUT_EXPONENT = 1e-6;

function longProduct(factors: readonly Decimal[]): Decimal {
  let digits = 1n;
  let scale = 0;
  for (const factor of factors) {
    const point = factor.indexOf('.');
    const whole = point === -1 ? factor : factor.slice(0, point) + factor.slice(point + 1);
    if (!INTEGER.test(whole)) return bigProduct(factors);
    if (point !== -1) scale += factor.length - point - 1;
    digits *= BigInt(whole);
  }
  return pointBack(digits.toString(), scale);
}

/** Every text that Big reads, such as "1e-7"; the slow way. */
function bigProduct(factors: readonly Decimal[]): Decimal {
  return factors.reduce((total, factor) => total.times(factor), new Big(1)).toFixed();
}

/** Sets the decimal point `scale` digits from the right and drops trailing zeros behind it. */
function pointBack(integer: string, scale: number): Decimal {
  if (scale === 0) return integer;
  const sign = integer.startsWith('-') ? '-' : '';
  const digits = integer.slice(sign.length).padStart(scale + 1, '0');
  let end = digits.length;
  const point = digits.length - scale;
  while (end > point && digits.charCodeAt(end - 1) === 0x30) end -= 1;
  return end === point ? `${sign}${digits.slice(0, point)}` : `${sign}${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

/** The exact sum of decimal texts. */
export function sum(...terms: readonly Decimal[]): Decimal {
  return terms.reduce((total, term) => total.plus(term), new Big(0)).toFixed();
}

/** -1, 0 or 1; "7.0" equals "7". */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return a === b ? 0 : new Big(a).cmp(b);
}

export function equalDecimals(a: Decimal, b: Decimal): boolean {
  return compareDecimals(a, b) === 0;
}

/** The same number without the trailing zeros that a source may or may not print: for keys and hashes, never for show. Takes a decimal as `decimalFromText` gives it. */
export function canonicalDecimal(text: Decimal): Decimal {
  // A decimal that does not end in a zero is its own canonical text, and nearly all are.
  if (!text.endsWith('0') || !text.includes('.')) return text === '-0' ? '0' : text;
  return new Big(text).toFixed();
}

/** |a − b| ≤ tolerance × max(|a|, |b|). */
export function withinTolerance(a: Decimal, b: Decimal, tolerance: Decimal): boolean {
  const [x, y] = [new Big(a), new Big(b)];
  const larger = x.abs().gt(y.abs()) ? x.abs() : y.abs();
  return x.minus(y).abs().lte(larger.times(tolerance));
}

/** a ÷ b to `digits` decimals, half up. @throws when b is zero */
export function quotient(a: Decimal, b: Decimal, digits = 12): Decimal {
  return new Ratio(a).div(b).round(digits, Big.roundHalfUp).toFixed();
}

/** Rounds half up to `digits` decimals and prints exactly that many. */
export function toDigits(text: Decimal, digits: number): Decimal {
  return new Big(text).toFixed(digits, Big.roundHalfUp);
}

/** Rounds half up to so many significant digits, without trailing zeros. */
export function toSignificant(text: Decimal, digits: number): Decimal {
  return new Big(text).prec(digits, Big.roundHalfUp).toFixed();
}

/** The count of digits printed after the decimal point. */
export function printedDigits(text: Decimal): number {
  return text.split('.')[1]?.length ?? 0;
}

/**
 * The change from `before` to `after` in percent, with up to six decimals ("25", "-12.5"); null when `before` is zero,
 * because nothing is a percentage of nothing.
 */
export function percentChange(before: Decimal, after: Decimal): Decimal | null {
  const base = new Ratio(before);
  if (base.eq(0)) return null;
  return new Ratio(after).minus(base).times(100).div(base.abs()).round(6, Big.roundHalfUp).toFixed();
}
