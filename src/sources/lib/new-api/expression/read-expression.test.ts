import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../../../../domain/decimal.ts';
import { readExpression } from './read-expression.ts';

/** Prices as short words: "p [0,32000] off_peak 0.5". */
function words(expression: string): readonly string[] {
  return readExpression(expression).prices.map(({ variable, prompt_tokens, service, option, factors }) =>
    [variable, prompt_tokens, service, option, product(...factors)].filter((word) => word !== undefined).join(' '));
}

describe('billing expressions', () => {
  it('reads one tier with everything that can be counted', () => {
    expect(words('tier("base", p * 3 + c * 15 + cr * 0.3 + cc * 3.75 + cc1h * 6 + img * 2.5 + img_o * 4 + ai * 3.81 + ao * 15.11)'))
      .toEqual(['p 3', 'c 15', 'cr 0.3', 'cc 3.75', 'cc1h 6', 'img 2.5', 'img_o 4', 'ai 3.81', 'ao 15.11']);
    expect(words('v1:0.5 * (p * 3 + 15 * c) - c * 0.5')).toEqual(['p 1.5', 'c 7']);
    expect(words('p + c * 1e-7')).toEqual(['p 1', 'c 0.0000001']);
  });

  it('keeps the coefficient and each multiplier as factors of their own', () => {
    expect(readExpression('tier("x", p * 0.4) * 0.50').prices).toEqual([{ variable: 'p', factors: ['0.4', '0.50'], label: 'x' }]);
  });

  it('reads tiers by length, in whatever way the conditions are nested', () => {
    const tiers = ['p [0,32000] 1', 'p (32000,128000] 2', 'p (128000,inf) 3'];
    expect(words('p <= 32000 ? tier("a", p * 1) : p <= 128000 ? tier("b", p * 2) : tier("c", p * 3)')).toEqual(tiers);
    expect(words('len > 128000 ? p * 3 : (len > 32000 ? p * 2 : p * 1)')).toEqual(tiers);
    expect(words('128000 < p ? p * 3 : p > 32000 && p <= 128000 ? p * 2 : p * 1')).toEqual(tiers);
    expect(words('!(p > 32000) ? p*1 : not (p > 128000.0) ? p*2 : p*3')).toEqual(tiers);
    expect(words('p < 32000 ? p*1 : p*2')).toEqual(['p [0,32000) 1', 'p [32000,inf) 2']);
  });

  it('bills a gap between tiers as the gateway would', () => {
    expect(words('p < 128000 ? p*1 : p > 128000 && p <= 256000 ? p*2 : p*3'))
      .toEqual(['p [0,128000) 1', 'p [128000,128000] 3', 'p (128000,256000] 2', 'p (256000,inf) 3']);
  });

  it('joins tiers of one price, and drops conditions that change nothing', () => {
    expect(words('p <= 32000 ? tier("a", p * 1.0) : tier("b", p * 1)')).toEqual(['p 1']);
    expect(words('hour("UTC") < 8 ? p * 2 : p * 2.0')).toEqual(['p 2']);
    expect(words('p <= 10 ? p*1 : p <= 11 ? p*2 : p*3')).toEqual(['p [0,10] 1', 'p [11,11] 2', 'p (11,inf) 3']);
    expect(words('p >= 0 ? p*1 : p*9')).toEqual(['p 1']);
  });

  it('names two kinds of hours peak and off-peak, and more of them by their hours', () => {
    const [night] = readExpression('p * 0.4 * (hour("Asia/Shanghai") >= 22 || hour("Asia/Shanghai") < 08 ? 0.5 : 1)').prices;
    expect(night).toEqual({ variable: 'p', factors: ['0.4', '0.5'], service: 'off_peak', other: '22:00–08:00 Asia/Shanghai' });
    expect(words('hour("UTC") < 8 ? p * 1 : hour("UTC") < 16 ? p * 2 : p * 3')).toEqual(['p hours_00_08 1', 'p hours_08_16 2', 'p hours_16_24 3']);
    expect(words('hour("UTC") < 8 ? p * 1 + c * 3 : p * 2 + c * 2')).toEqual(['p hours_00_08 1', 'c hours_00_08 3', 'p hours_08_24 2', 'c hours_08_24 2']);
    expect(words('(p <= 10 ? p*1 : p*2) * (hour("UTC") == 3 ? 2 : 1)')).toEqual(['p [0,10] off_peak 1', 'p (10,inf) off_peak 2', 'p [0,10] peak 2', 'p (10,inf) peak 4']);
  });

  it('reads the price without a multiplier that only some requests get, and says so', () => {
    const reading = readExpression('tier("base", p * 5)|||when(header("anthropic-beta") has "fast-mode") * 6');
    expect(reading.prices).toEqual([{ variable: 'p', factors: ['5', '1'], label: 'base', other: 'not × 6 when header("anthropic-beta") has "fast-mode"' }]);
    expect(reading.unread).toEqual(['it depends on what the request holds: × 6 when header("anthropic-beta") has "fast-mode"']);
    expect(words('p * 5 ||| when(hour("UTC") < 6) * 0.5')).toEqual(['p off_peak 2.5', 'p peak 5']);
  });

  it('reads a fixed price of one request, also beside tiers of tokens', () => {
    expect(words('len <= 32000 ? tier("short", fixed(0.01)) : tier("long", p * 2)')).toEqual(['fixed [0,32000] 0.01', 'p (32000,inf) 2']);
  });

  it.each([
    ['tier("b", c * 46) * (param("resolution") == "1080p" ? 51.0/46.0 : 1.0)', 'it depends on what the request holds: param("resolution")'],
    ['u("mode") == "pro" ? tier("pro", u("seconds") * 0.8) : tier("std", u("seconds") * 0.4)', 'it depends on what the request holds: u("mode")'],
    ['weekday("UTC") == 0 ? p*1 : p*2', 'it depends on the calendar: weekday("UTC")'],
    ['max(p, 1000) * 2', 'max(p, 1000) is not a form that is known here'],
    ['p * c', 'p * c multiplies two quantities'],
    ['p * 2 + 5', 'a constant of 5 beside the counted quantities'],
    ['p * -2', 'a negative price, -2 for p'],
    ['c > 100 ? p*1 : p*2', 'the condition c > 100 is not a form that is known here'],
    ['p > 10 && len > 20 ? p*1 : p*2', 'its conditions ask about both p and len, which are different lengths'],
    ['hour("UTC") < 8 || hour("Asia/Tokyo") < 8 ? p*1 : p*2', 'its hours are of 2 time zones'],
    ['p > 1.5 ? p*1 : p*2', 'a tier starts at 1.5, which is no count of tokens'],
    ['p * 22 / 37', 'p * 22 / 37 has no exact decimal value'],
    ['v2:p * 1', 'version 2 of the expression language'],
    ['tier("base", p * 2.5 + ', 'expected a number, a name or a bracket at character 24, found the end'],
    ['tier("base, p * 2)', 'a text that starts at character 6 and never ends'],
    ['p * 2; drop', 'unexpected "; drop" at character 6'],
    ['prompt * 2', '"prompt" is not a quantity that is known here'],
    ['tier("free", 0)', 'it prices nothing'],
    ['', 'expected a number, a name or a bracket at character 1, found the end'],
  ])('does not read %s', (expression, reason) => {
    expect(readExpression(expression)).toEqual({ prices: [], unread: [reason] });
  });

  it('reads what is certain beside what is not', () => {
    const reading = readExpression('p <= 1000 ? p * 1 : p * max(p, 2)');
    expect(reading.prices.map(({ prompt_tokens }) => prompt_tokens)).toEqual(['[0,1000]']);
    expect(reading.unread).toEqual(['max(p, 2) is not a form that is known here']);
  });

  it('agrees with evaluating the tiers one by one, for random tiers', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 6 }).map((list) => list.toSorted((a, b) => a - b));
    fc.assert(fc.property(bounds, fc.boolean(), fc.nat({ max: 2_100_000 }), (limits, inclusive, tokens) => {
      const operator = inclusive ? '<=' : '<';
      const expression = `${limits.map((limit, index) => `len ${operator} ${limit} ? tier("t", p * ${index + 1}) : `).join('')}p * ${limits.length + 1}`;
      const tier = limits.findIndex((limit) => (inclusive ? tokens <= limit : tokens < limit));
      const holding = readExpression(expression).prices.filter(({ prompt_tokens }) => holds(prompt_tokens ?? '[0,inf)', tokens));
      expect(holding.map(({ factors }) => factors)).toEqual([[String(tier === -1 ? limits.length + 1 : tier + 1)]]);
    }));
  });

  it('never fails and never hangs, whatever it is given', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 60 }), expressionSoup), (text) => {
      const { prices, unread } = readExpression(text);
      expect(prices.every(({ factors }) => !product(...factors).startsWith('-'))).toBe(true);
      expect(prices.length + unread.length).toBeGreaterThan(0);
    }), { numRuns: 500 });
    for (const unit of ['(', 'p+', '!', 'p?', 'hour("A")<1?', '"\\', '1', 'p > 1 ? p : ']) {
      expect(readExpression(unit.repeat(5_000)).prices).toEqual([]);
    }
    const tiers = Array.from({ length: 60 }, (_, index) => `p <= ${index + 1}000 && hour("UTC") < 12 ? p * ${index + 1} : `).join('');
    expect(readExpression(`${tiers}p * 99`).prices.length).toBeGreaterThan(60);
  }, 5_000);
});

function holds(interval: string, tokens: number): boolean {
  const [low = '', high = ''] = interval.slice(1, -1).split(',');
  const above = interval.startsWith('[') ? tokens >= Number(low) : tokens > Number(low);
  return above && (high === 'inf' || (interval.endsWith(']') ? tokens <= Number(high) : tokens < Number(high)));
}

const expressionSoup = fc.array(fc.constantFrom(
  'p', 'c', 'cr', 'len', 'tier("x", ', 'hour("UTC")', 'param("a")', ' * ', ' + ', ' - ', ' / ', ' ? ', ' : ', ' <= ', ' && ', ' || ', '!', '(', ')', '1', '0.5', '32000', '|||', 'when(', '0',
), { maxLength: 25 }).map((parts) => parts.join(''));
