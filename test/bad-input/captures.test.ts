import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';

/** Broken and hostile captures of a gateway, as `read` and `import` take them: a refusal in words, or exactly what is certain. */

interface Read {
  readonly routes: readonly { readonly route: string; readonly rates: readonly { readonly amount: string | null }[] }[];
  readonly unread: readonly { readonly route: string | null; readonly reason: string }[];
}

const rows = (...list: readonly string[]): string => `{"data":[${list.join(',')}],"group_ratio":{"default":1}}`;
const row = (members: string, name = 'm'): string => `{"model_name":${JSON.stringify(name)},"quota_type":0,"enable_groups":["default"]${members === '' ? '' : `,${members}`}}`;
const ratio = (text: string): string => rows(row(`"model_ratio":${text}`));

const GATEWAY = 'the pricing payload of Flatkey as JSON';
const DEEP = 'JSON nested deeper than 200 levels, which no catalog is';
const REFUSED: readonly (readonly [name: string, body: string | Uint8Array, expected: string, found: string])[] = [
  ['nothing', '', 'a page with content', 'an empty body (0 bytes)'],
  ['two hundred thousand open brackets', `{"data":${'['.repeat(200_000)}`, GATEWAY, DEEP],
  ['a hundred thousand lists in each other', `{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, GATEWAY, DEEP],
  ['half a catalog', ratio('1').slice(0, 60), GATEWAY, 'truncated JSON: it breaks off after 60 characters (inside a text, 4 brackets open), the last are'],
  ['another encoding', Buffer.from(ratio('1'), 'utf16le'), GATEWAY, 'text that is not JSON: it goes wrong after 1 characters'],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"data":[{"model_name":"caf'), Buffer.from([0xe9]), Buffer.from('","quota_type":0,"model_ratio":1,"enable_groups":["default"]}]}')]), GATEWAY, 'JSON with bytes that are no UTF-8, so that names in it are not what the source wrote'],
  ['zeros after the end', `${ratio('1')}\u0000\u0000`, GATEWAY, `text that is not JSON: it goes wrong after ${ratio('1').length} characters, at "\\u0000\\u0000" after`],
  ['nothing but zeros', new Uint8Array(300), GATEWAY, 'text that is not JSON: it starts with "\\u0000'],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), GATEWAY, 'text that is not JSON: it starts with'],
  ['a script around it', `callback(${ratio('1')})`, GATEWAY, 'text that is not JSON: it starts with "callback('],
  ['two documents', '{"a":1}\n{"b":2}', GATEWAY, 'text that is not JSON: it goes wrong after 8 characters, at "{\\"b\\":2}" after "{\\"a\\":1}\\n"'],
  ...['NaN', 'Infinity', '1,5', '+1', '.5', '1.', '01', '0x10', '1_000'].map((text) =>
    [`the number ${text}`, ratio(text), GATEWAY, 'text that is not JSON: it goes wrong after'] as const),
  ['rows without names', rows('{"model_ratio":1}'), 'the pricing catalog of Flatkey: rows with a model_name', '1 rows, none with a model_name'],
  ['no row', rows(), GATEWAY, 'an empty list of rows ("data": [])'],
];

const NOT_A_NUMBER = 'model_ratio is not a decimal number of 0 or more with at most 60 digits';
const READ: readonly (readonly [name: string, body: string, amounts: readonly string[], reasons: readonly string[]])[] = [
  ['1e-7', ratio('1e-7'), ['0.0000002'], []],
  ['forty digits', ratio('0.1234567890123456789012345678901234567890'), ['0.246913578024691357802469135780246913578'], []],
  ...['-1', '-0', '1e400', '1e-400', '1e999999999', '9'.repeat(500), '""', '"1,5"', '"1.5"', '"NaN"', 'true', '{}', '[]'].map((text) =>
    [text.slice(0, 20), ratio(text), [], ['a token price needs a model_ratio, a number of 0 or more', NOT_A_NUMBER]] as const),
  ['null', ratio('null'), [], ['a token price needs a model_ratio, a number of 0 or more']],
  ['a mark before the text', `\ufeff${ratio('1')}`, ['2'], []],
  ['a key that stands twice, of which the last counts', rows(row('"model_ratio":1,"model_ratio":2')), ['4'], []],
  ['a route that stands twice', rows(row('"model_ratio":1'), row('"model_ratio":2')), [], ['the model stands in several rows with different values, so none of its prices is certain']],
  ['a ratio that only an object\'s prototype would have', rows('{"__proto__":{"model_ratio":9},"model_name":"m","quota_type":0,"enable_groups":["default"]}'), [], ['a token price needs a model_ratio, a number of 0 or more']],
  ['groups that every object has', '{"data":[{"model_name":"m","quota_type":0,"model_ratio":1,"enable_groups":["__proto__","constructor"]}],"group_ratio":{"default":9}}', ['2', '2'], []],
  ['a name without end', rows(row('"model_ratio":1'), row('"model_ratio":1', 'x'.repeat(1_000_000))), ['2'], ['its name has 1000000 characters, more than 300: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"']],
  ['half of a character in a name', rows(row('"model_ratio":1'), row('"model_ratio":1').replace('"m"', '"n\\ud83d"')), ['2'], ['its name is broken text: "n�"']],
];

describe('a capture that is not as it should be', () => {
  const line = commandLine();
  const file = join(line.folder, 'pricing.json');
  line.configure({ sources: [{ id: 'shop', adapter: 'flatkey', url: 'https://shop.example/api/pricing', cron: '*/30 * * * *' }] });
  afterAll(() => { line.remove(); });

  it.each(REFUSED)('is refused: %s', async (_name, body, expected, found) => {
    writeFileSync(file, body);
    const { code, out, err } = await line.run('read', 'shop', file);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^source\.(unreadable|shape_changed): this is not what shop publishes\n/);
    expect(err).toContain(`  file: ${file}\n  expected: ${expected}\n  found: ${found}`);
  });

  it.each(READ)('is read as far as it is certain: %s', async (_name, body, amounts, reasons) => {
    writeFileSync(file, body);
    const { routes, unread } = await line.json<Read>(['read', 'shop', file]);
    expect(routes.map(({ route }) => route)).toEqual(['m']);
    expect(routes[0]?.rates.map(({ amount }) => amount)).toEqual(amounts);
    expect(unread.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('leaves no trace in the ledger but its attempt', async () => {
    writeFileSync(file, ratio('1.5'));
    await line.json(['import', 'shop', file, '--captured-at', '2026-11-01T10:00:00Z']);
    const good = await line.json(['prices']);
    for (const [index, [, body]] of REFUSED.entries()) {
      writeFileSync(file, body);
      const at = new Date(Date.parse('2026-11-02T10:00:00Z') + index * 60_000).toISOString();
      expect(await line.json(['import', 'shop', file, '--captured-at', at], 3)).toMatchObject({ snapshots: [], drift: [] });
    }
    expect(await line.json(['prices'])).toEqual(good);
    expect(await line.json(['snapshots'])).toHaveLength(1);
    // 1: the last good capture is old by now, which doctor says.
    expect(await line.json(['doctor'], 1)).toContainEqual(expect.objectContaining({ what: 'ledger', state: 'good' }));
  });
});
