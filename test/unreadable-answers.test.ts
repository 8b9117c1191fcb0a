import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAnswering, type Answer, type AnsweringServer } from './support/answers.ts';
import { commandLine, type CommandLine } from './support/command-line.ts';

/**
 * What a gateway answers in the place of its catalog. Each is a finding of its own with its own words and exit 3; none
 * makes a snapshot or says that anything was removed, and the last good prices stay in force under their own date.
 */

const GOOD = JSON.stringify({
  success: true, group_ratio: { default: 1 }, usable_group: { default: 'all' },
  data: Array.from({ length: 12 }, (_, index) => ({ model_name: `model-${index}`, quota_type: 0, model_ratio: 1 + index, completion_ratio: 2, enable_groups: ['default'], availability_status: 'available' })),
});

const HTML = { 'content-type': 'text/html; charset=utf-8' };

const ANSWERS: readonly (readonly [name: string, answer: Answer, kind: string, words: string])[] = [
  ['success false', { body: '{"success":false,"message":"query failed"}' }, 'source.unreadable', 'expected the pricing payload of Flatkey as JSON; found an error of the gateway, success: false with the message "query failed"'],
  ['success false without a message', { body: '{"success":false}' }, 'source.unreadable', 'found an error of the gateway, success: false without a message'],
  ['a module that is disabled, with 200', { body: '{"success":false,"message":"module disabled"}' }, 'source.refused', 'found a refusal, success: false with the message "module disabled"'],
  ['a module that is disabled, with 403', { status: 403, body: '{"success":false,"message":"module disabled"}' }, 'source.refused', 'expected the page; found a refusal (HTTP 403)'],
  ['null data', { body: '{"success":true,"data":null}' }, 'source.unreadable', 'found "data": null, which the gateway answers when its database failed it'],
  ['no rows', { body: '{"success":true,"data":[]}' }, 'source.unreadable', 'found an empty list of rows ("data": [])'],
  ['rows that name no model', { body: '{"success":true,"data":[{"id":1},{"id":2}]}' }, 'source.shape_changed', 'expected the pricing catalog of Flatkey: rows with a model_name; found 2 rows, none with a model_name'],
  ['half of the JSON', { body: GOOD.slice(0, GOOD.length / 2) }, 'source.unreadable', 'found truncated JSON: it breaks off after'],
  ['a connection that breaks within the body', { body: GOOD, cutsOff: true }, 'source.unreadable', 'the page was cut off'],
  ['a page where JSON was due', { headers: HTML, body: '<!doctype html><html><head><title>Flatkey console</title></head><body><div id="root"></div></body></html>' }, 'source.shape_changed', 'found an HTML page titled "Flatkey console"'],
  ['a page where JSON was due, said to be JSON', { body: '<html><body>Bad Gateway</body></html>' }, 'source.shape_changed', 'found an HTML page'],
  ['a challenge by Vercel', { status: 429, headers: { ...HTML, 'x-vercel-mitigated': 'challenge' }, body: '<!doctype html><title>Vercel Security Checkpoint</title>' }, 'source.challenged', 'expected the page; found a bot challenge by Vercel (HTTP 429), which is not worked around'],
  ['a challenge by Cloudflare', { status: 403, headers: { ...HTML, 'cf-mitigated': 'challenge' }, body: '<!doctype html><title>Just a moment...</title>' }, 'source.challenged', 'expected the page; found a bot challenge by Cloudflare (HTTP 403), which is not worked around'],
  ['a challenge by Cloudflare with 200', { headers: HTML, body: '<!doctype html><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x"></script>' }, 'source.challenged', 'found a bot challenge by Cloudflare (HTTP 200)'],
  ['a login page', { headers: HTML, body: '<!doctype html><html><head><title>Sign in</title></head><body><form action="/login" method="post"><input name="user"><input type="password" name="password"></form></body></html>' }, 'source.refused', 'found a login page'],
  ['a demand to sign in', { status: 401, body: '{"error":{"message":"Unauthorized"}}' }, 'source.refused', 'expected the page; found a demand to sign in (HTTP 401)'],
  ['nothing at this address', { status: 404, body: '404 page not found' }, 'source.refused', 'expected the page; found no page at this address (HTTP 404)'],
  ['an empty body', { body: '' }, 'source.unreadable', 'the page is empty: HTTP 200 with a body of 0 bytes; 3 attempts'],
  ['blanks', { body: ' \n ' }, 'source.unreadable', 'expected a page with content; found a body of 3 bytes of white space'],
  ['a rate limit that asks for an hour', { status: 429, headers: { 'retry-after': '3600' }, body: 'slow down' }, 'source.refused', 'expected the page; found a rate limit (HTTP 429)'],
  ['a server that is down', { status: 503, body: '{"error":{"message":"upstream unavailable","type":"new_api_error"}}' }, 'source.unreachable', 'expected the page; found a failure of the server (HTTP 503); 3 attempts'],
  ['an error object with 200', { body: '{"error":{"message":"no route","type":"new_api_error"}}' }, 'source.unreadable', 'found an error object, "no route"'],
  ['another API', { body: '{"object":"list","data":{"models":["a"]}}' }, 'source.shape_changed', 'found "data" with the keys "models", neither rows nor ratio maps'],
  ['a list', { body: '[1,2,3]' }, 'source.shape_changed', 'found a JSON list of 3 entries'],
  ['a word', { body: '"maintenance"' }, 'source.shape_changed', 'found a single JSON value'],
  ['a redirect to nowhere', { status: 302, body: '' }, 'source.unreadable', 'a redirect'],
  ['a redirect to a metadata address', { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' }, body: '' }, 'source.refused', 'the address is refused: 169.254.169.254'],
  ['a compression that is broken', { headers: { 'content-encoding': 'br' }, body: 'not brotli at all' }, 'source.unreadable', 'the compression is broken'],
];

interface Outcome {
  readonly snapshots: readonly { readonly captured_at: string }[];
  readonly findings: readonly { readonly kind: string; readonly source: string; readonly message: string; readonly url?: string }[];
  readonly drift: readonly unknown[];
}

describe('an answer that is no catalog', () => {
  let server: AnsweringServer;
  let line: CommandLine;

  beforeAll(async () => { server = await startAnswering(); });
  afterAll(async () => { await server.close(); });
  beforeEach(() => {
    line = commandLine();
    line.configure({ network: { allowPrivate: true }, sources: [{ id: 'flatkey', adapter: 'flatkey', url: `${server.url}/api/pricing`, cron: '*/30 * * * *' }] });
  });
  afterEach(() => { line.remove(); });

  const check = async (answer: Answer, code: number): Promise<Outcome> => {
    server.say(answer);
    line.advance(30);
    return line.json<Outcome>(['check'], code);
  };

  it.each(ANSWERS)('%s', async (_name, answer, kind, words) => {
    const first = await check({ body: GOOD }, 0);
    const [taken] = first.snapshots;
    const good = await line.json<readonly { readonly captured_at: string }[]>(['prices']);

    const { snapshots, findings, drift } = await check(answer, 3);
    expect({ snapshots, drift }).toEqual({ snapshots: [], drift: [] });
    expect(findings.map((finding) => finding.kind)).toEqual([kind]);
    expect(findings[0]?.message).toContain(words);

    const still = await line.json<typeof good>(['prices']);
    expect(still).toEqual(good);
    expect(new Set(still.map(({ captured_at }) => captured_at))).toEqual(new Set([taken?.captured_at]));
    expect(await line.json(['sources'])).toMatchObject([{ id: 'flatkey', last_success_at: taken?.captured_at, last_failure: { kind }, failures_in_a_row: 1, state: 'failing', rows: good.length }]);
    expect((await line.run('sources')).out).toContain(words);

    const well = await check({ body: GOOD }, 0);
    expect(well.findings.map((finding) => finding.kind)).toEqual(['source.recovered']);
    expect(well.drift).toEqual([]);
  });

  it('each has words of its own', () => {
    expect(new Set(ANSWERS.map(([, , kind, words]) => `${kind} ${words}`)).size).toBe(ANSWERS.length);
  });
});
