import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { commandLine } from '../support/command-line.ts';

/** A wrong schedules.json is refused whole, with every fault by line and path, and exit 2. */

const GOOD = { id: 'shop', adapter: 'flatkey', url: 'https://shop.example/api/pricing', cron: '*/30 * * * *' };
const source = (fields: object): string => JSON.stringify({ sources: [{ ...GOOD, ...fields }] }, null, 2);
const sources = (...list: readonly object[]): string => JSON.stringify({ sources: list }, null, 2);
const beside = (fields: object): string => JSON.stringify({ sources: [GOOD], ...fields }, null, 2);

/** `line N: path: words`, the place of a fault of the form. */
const FORM: readonly (readonly [name: string, text: string, faults: readonly string[]])[] = [
  ['a list', '[]', ['line 1: the file: Invalid input: expected object, received array']],
  ['nothing in it', '{}', ['line 1: sources: Invalid input: expected array, received undefined']],
  ['an unknown key', '{\n  "sources": [],\n  "alert": {}\n}', ['line 3: alert: "alert" is not a key here: mend its spelling or take it out']],
  ['a key of every object', '{\n  "sources": [],\n  "__proto__": { "x": 1 }\n}', ['line 3: __proto__: "__proto__" is not a key here: mend its spelling or take it out']],
  ['an unknown key of a source', source({ colour: 'red' }), ['line 8: sources[0].colour: "colour" is not a key here: mend its spelling or take it out']],
  ['an id that is taken', sources(GOOD, { ...GOOD, url: 'https://other.example/' }), ['line 10: sources[1].id: the id "shop" is taken by another source']],
  ['an id that is a path', source({ id: '../shop' }), ['line 4: sources[0].id: an id is made of lower-case letters, digits and hyphens, such as "flatkey"']],
  ['an unknown adapter', source({ adapter: 'openai' }), ['line 5: sources[0].adapter: there is no adapter "openai": one of byteplus, csv, fal, flatkey, flatkey-home, html-table, json, new-api']],
  ['six fields in a schedule', source({ cron: '0 */30 * * * *' }), ['line 7: sources[0].cron: a schedule has exactly five fields (minute hour day month weekday), such as "*/30 * * * *"']],
  ['a nickname as schedule', source({ cron: '@daily' }), ['line 7: sources[0].cron: a schedule has exactly five fields (minute hour day month weekday), such as "*/30 * * * *"']],
  ['a day that never comes', source({ cron: '0 0 31 2 *' }), ['line 7: sources[0].cron: not a schedule that ever comes due: such as "*/30 * * * *" (every half hour) or "0 6 * * *" (daily at six)']],
  ['a minute that is none', source({ cron: '61 * * * *' }), ['line 7: sources[0].cron: not a schedule that ever comes due: such as "*/30 * * * *" (every half hour) or "0 6 * * *" (daily at six)']],
  ['a zone that is none', source({ timezone: 'Mars/Olympus' }), ['line 8: sources[0].timezone: not an IANA time zone: write a name such as "UTC" or "Europe/Berlin"']],
  ['an address with a password', source({ url: 'https://ana:secret@shop.example/' }), ['line 6: sources[0].url: an address with a user or password in it: put secrets into the environment']],
  ['an address with a key', source({ url: 'https://shop.example/prices?api_key=sk-1234' }), ['line 6: sources[0].url: an address with a key in it: put secrets into the environment']],
  ['an address of another kind', source({ url: 'ftp://shop.example/' }), ['line 6: sources[0].url: not an http or https address']],
  ['an address that is a script', source({ url: 'javascript:alert(1)' }), ['line 6: sources[0].url: not an http or https address']],
  ['a secret', source({ apiKey: 'sk-1234' }), ['line 8: sources[0].apiKey: "apiKey" is not a key here: mend its spelling or take it out; secrets belong into the environment, never into this file']],
  ['a number for a text', source({ id: 7 }), ['line 4: sources[0].id: Invalid input: expected string, received number']],
  ['a text for a switch', source({ enabled: 'yes' }), ['line 8: sources[0].enabled: Invalid input: expected boolean, received string']],
  ['a span that is none', source({ stale_after: '7x' }), ['line 8: sources[0].stale_after: a span such as "90m", "26h" or "3d"']],
  ['an evidence class that is none', source({ evidence_class: 'gospel' }), ['line 8: sources[0].evidence_class: Invalid option: expected one of "discovery"|"catalog"|"record"|"quote"']],
  ['a text for a list', source({ adapter: 'fal', routes: 'seedance' }), ['line 8: sources[0].routes: Invalid input: expected array, received string']],
  ['an adapter without its settings', source({ adapter: 'json' }), [
    'line 3: sources[0].route: expected a text such as "{provider}/{model}"', 'line 3: sources[0].rates: expected a list of rates, each with a meter and the path of its amount',
    'line 3: sources[0].rows: expected a path to the rows, such as "data.*" or "models.{model}"']],
  ['a port that is none', beside({ web: { port: 99_999 } }), ['line 11: web.port: Too big: expected number to be <=65535']],
  ['a second mail header in an address', beside({ alerts: { rules: [{ name: 'x', to: ['ana@example.com\r\nBcc: eve@example.com'] }] } }), ['line 15: alerts.rules[0].to[0]: a plain mail address such as "ana@example.com"']],
  ['several faults at once', beside({ timezone: 'Nowhere', network: { allowPrivate: 'yes' }, alerts: { from: 'nobody' } }), [
    'line 10: timezone: not an IANA time zone: write a name such as "UTC" or "Europe/Berlin"', 'line 12: network.allowPrivate: Invalid input: expected boolean, received string',
    'line 15: alerts.from: a plain mail address such as "ana@example.com"']],
];

const NO_COMMENTS = 'JSON has no comments and no comma after the last entry; mend that line';
const TEXT: readonly (readonly [name: string, text: string | Uint8Array, what: string, place: string, mend: string])[] = [
  ['nothing', '', 'this is not JSON: Unexpected end of input found.', 'line 1, column 1', NO_COMMENTS],
  ['a comma after the last entry', '{\n  "sources": [],\n}', "this is not JSON: Unexpected token '}' found.", 'line 3, column 1', NO_COMMENTS],
  ['a comment', '{\n  // none yet\n  "sources": []\n}', "this is not JSON: Unexpected character '/' found.", 'line 2, column 3', NO_COMMENTS],
  ['single quotes', "{'sources': []}", "this is not JSON: Unexpected character ''' found.", 'line 1, column 2', NO_COMMENTS],
  ['a key that stands twice', '{\n  "sources": [],\n  "sources": []\n}', 'this is not JSON: the key "sources" stands twice in one object', 'line 3, column 3', 'keep one of the two'],
  ['a control character', '{\n  "sources": [],\n  "timezone": "UTC\u0000"\n}', 'this is not JSON: Bad control character in string literal', 'line 3, column 19', NO_COMMENTS],
  ['a hundred thousand brackets', '['.repeat(100_000), 'this is not JSON: it is nested too deep', 'line 1, column 1', 'no configuration is: name the right file with --config'],
  ['another encoding', Buffer.from('{"sources": []}', 'utf16le'), "this is not JSON: Unexpected character '?' found.", 'line 1, column 2', NO_COMMENTS],
  ['another file', 'PK\u0003\u0004 an archive', "this is not JSON: Unexpected character 'P' found.", 'line 1, column 1', NO_COMMENTS],
];

describe('a wrong configuration', () => {
  const line = commandLine();
  afterAll(() => { line.remove(); });

  it.each(FORM)('%s', async (_name, text, faults) => {
    writeFileSync(line.config, text);
    const { code, out, err } = await line.run('check');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}\n`).join('')}  where: ${line.config}\n  mend: mend these lines; until then the last good configuration stays in force\n`);
  });

  it.each(TEXT)('%s', async (_name, text, what, place, mend) => {
    writeFileSync(line.config, text);
    const { code, out, err } = await line.run('check');
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: `${what}\n  where: ${line.config}, ${place}\n  mend: ${mend}\n` });
  });

  it('never repeats a secret that stands in it', async () => {
    for (const text of [source({ apiKey: 'sk-1234' }), source({ url: 'https://ana:sk-1234@shop.example/' }), source({ url: 'https://shop.example/?token=sk-1234' })]) {
      writeFileSync(line.config, text);
      expect((await line.run('check')).err).not.toContain('sk-1234');
    }
  });

  it('takes the mark that some editors put before the text', async () => {
    writeFileSync(line.config, '\ufeff{"sources": []}');
    expect((await line.run('sources')).code).toBe(0);
  });
});
