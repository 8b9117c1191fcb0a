import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRecord, JsonFault, numberText, parseExactJson } from './json.ts';

function faultOf(text: string): JsonFault {
  try {
    parseExactJson(text);
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
  throw new Error('expected a fault');
}

describe('exact JSON', () => {
  it.each(['0', '0.6', '37.5', '7.0', '1e-07', '1E+3', '-0', '0.09999999999999999', '12345678901234567890.123', '1e999'])('keeps the text of %s', (text) => {
    const parsed = parseExactJson(`{"a":[${text}]}`);
    expect(isRecord(parsed) && Array.isArray(parsed['a']) ? numberText(parsed['a'][0]) : undefined).toBe(text);
  });

  it('does not take a text for a number, nor a lookalike object', () => {
    expect(numberText('1')).toBeUndefined();
    expect(numberText({ value: '1', isLosslessNumber: true })).toBeUndefined();
    expect(isRecord(parseExactJson('7.0'))).toBe(false);
  });

  it('keeps every number of any document, whichever way it was parsed', () => {
    const numbers = fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?$/);
    fc.assert(fc.property(fc.array(numbers), fc.string(), (texts, key) => {
      const source = `{${JSON.stringify(key)}: [${texts.join(', ')}]}`;
      const parsed = parseExactJson(source);
      const list = isRecord(parsed) ? parsed[key] : undefined;
      expect(Array.isArray(list) ? list.map(numberText) : list).toEqual(texts);
    }));
  });

  it('agrees with JSON.parse on documents whose numbers print as they were read', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(parseExactJson(text)).toEqual(JSON.parse(text));
    }));
  });

  it('counts the last value of a repeated key, both ways', () => {
    expect(parseExactJson('{"a":1,"a":2}')).toEqual({ a: 2 });
    expect(parseExactJson('{"a":1,"a":2,"b":[]}')).toEqual({ a: 2, b: [] });
    const slow = parseExactJson('{"a":1,"a":2.0}');
    expect(isRecord(slow) ? numberText(slow['a']) : slow).toBe('2.0');
  });

  it('does not let a key named __proto__ change what an object is', () => {
    for (const text of ['{"__proto__":{"success":true}}', '{"__proto__":{"success":true},"x":1.0}']) {
      const parsed = parseExactJson(text);
      expect(isRecord(parsed) ? parsed['success'] : 'no record').toBeUndefined();
    }
  });

  it('says that a document breaks off, wherever it is cut', () => {
    const whole = '{"success":true,"data":[{"model_name":"a \\" b","model_ratio":1.5e-7,"groups":["x","y"]}]}';
    for (let cut = 1; cut < whole.length; cut += 1) expect(faultOf(whole.slice(0, cut)).kind).toBe('truncated');
    expect(faultOf('{"a":[1,2').message).toBe('2 brackets open');
    expect(faultOf('{"a":"wo').message).toBe('inside a text, 1 bracket open');
  });

  it('says that other text is malformed', () => {
    for (const text of ['', 'pricing is disabled', '{a:1}', '{"a":1,}', '[1]]', '{"a":01}', '{"a":1-2}']) expect(faultOf(text).kind).toBe('malformed');
  });

  it('refuses a bracket bomb without descending into it', () => {
    expect(faultOf('['.repeat(2_000_000)).kind).toBe('too-deep');
    expect(faultOf('{"a":1.0,"b":'.repeat(100_000)).kind).toBe('too-deep');
  });

  it('stays linear on text made of backslashes and quotes', () => {
    expect(faultOf(`["${'\\"'.repeat(500_000)}`).kind).toBe('truncated');
    expect(faultOf(`["${'\\'.repeat(1_000_000)}`).kind).toBe('truncated');
  }, 2_000);
});
