import { afterEach, expect, it } from 'vitest';
import { serve } from '../loopback.test-support.ts';
import { createCaller, type CallerOptions } from './call.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => { for (const close of closing.splice(0)) await close(); });

async function site(answer: Parameters<typeof serve>[0]) {
  const server = await serve(answer);
  closing.push(() => server.close());
  return server;
}

function caller(options: CallerOptions = { allowPrivate: true }) {
  const made = createCaller(options);
  closing.push(() => made.close());
  return made;
}

it('posts and gives back the status, the wait asked for and the beginning of the words', async () => {
  const { url, asked } = await site((_, response) => { response.writeHead(429, { 'retry-after': '30' }).end('slow down '.repeat(2000)); });
  const answer = await caller().call({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{}' });
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
  expect('text' in answer && answer.text.length).toBe(4096);
  expect(asked.map(({ method, headers }) => [method, headers['content-type'], headers['content-length']])).toEqual([['POST', 'application/json', '2']]);
});

it('follows no redirect', async () => {
  const { url, asked } = await site((_, response) => { response.writeHead(302, { location: '/elsewhere' }).end(); });
  expect(await caller().call({ method: 'POST', url, body: '{}' })).toMatchObject({ status: 302 });
  expect(asked).toHaveLength(1);
});

it.each([
  ['http://127.0.0.1:9/', /127\.0\.0\.1 is a loopback address/], ['http://10.0.0.1/', /private address/], ['http://169.254.169.254/latest', /metadata/],
  ['http://user:secret@example.test/', /without user name and password/], ['file:///etc/passwd', /expected http or https/],
])('refuses %s', async (url, words) => {
  const answer = await caller({}).call({ method: 'POST', url, body: '{}' });
  expect(answer).toEqual({ failure: expect.stringMatching(words) as string });
  expect(JSON.stringify(answer)).not.toContain('secret@');
});

it('refuses a name that resolves to a private address, and metadata addresses always', async () => {
  expect(await caller({ lookup: async () => [{ address: '192.168.1.1', family: 4 }] }).call({ method: 'GET', url: 'http://hooks.test/' })).toEqual({ failure: expect.stringContaining('resolves to a refused address') as string });
  expect(await caller({ allowPrivate: true, lookup: async () => [{ address: '169.254.169.254', family: 4 }] }).call({ method: 'GET', url: 'http://hooks.test/' })).toEqual({ failure: expect.stringContaining('metadata') as string });
});

it('ends a call that nobody answers', async () => {
  const { url } = await site(() => {});
  expect(await caller({ allowPrivate: true, totalMs: 50 }).call({ method: 'GET', url })).toEqual({ failure: expect.stringContaining('no answer within 50 ms') as string });
});

it('takes the status as the answer when the body never ends or breaks off', async () => {
  const endless = await site((_, response) => { response.writeHead(200).write('ok'); });
  expect(await caller({ allowPrivate: true, totalMs: 200 }).call({ method: 'GET', url: endless.url })).toMatchObject({ status: 200 });
  const broken = await site((_, response) => { response.writeHead(200, { 'content-length': '100' }).write('ok', () => response.destroy()); });
  expect(await caller().call({ method: 'GET', url: broken.url })).toMatchObject({ status: 200, text: 'ok' });
});

it('says that nobody listens', async () => {
  const server = await serve(() => {});
  await server.close();
  expect(await caller().call({ method: 'GET', url: server.url })).toEqual({ failure: expect.stringContaining('ECONNREFUSED') as string });
});
