import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createCaller } from '../capture/index.ts';
import { createPing } from './ping.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => { for (const close of closing.splice(0)) await close(); });

/** A switch that answers each ping with the next of these. */
async function deadMan(statuses: readonly number[]) {
  let asked = 0;
  const server = createServer((_, response) => { response.writeHead(statuses[asked++] ?? 200).end('OK'); });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const caller = createCaller({ allowPrivate: true });
  const lines: string[] = [];
  closing.push(() => caller.close(), () => { server.closeAllConnections(); server.close(); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/secret-token`;
  const ping = createPing({ pingUrl: () => url, get: (address) => caller.call({ method: 'GET', url: address }), say: (line) => lines.push(line) });
  return { ping, lines, asked: () => asked, stop: () => { server.closeAllConnections(); server.close(); } };
}

it('tells the switch once each round, and says nothing where all is well', async () => {
  const { ping, lines, asked } = await deadMan([200, 204]);
  await ping();
  await ping();
  expect([asked(), lines]).toEqual([2, []]);
});

it('says once that the switch cannot be told, and once that it can again; the round goes on', async () => {
  const { ping, lines } = await deadMan([500, 404, 200, 302]);
  for (let round = 0; round < 4; round++) await ping();
  expect(lines).toEqual([
    'the dead-man switch under alerts.ping cannot be told: HTTP 500; this is said once', 'the dead-man switch under alerts.ping is told again',
    'the dead-man switch under alerts.ping cannot be told: HTTP 302; this is said once',
  ]);
});

it('outlives a switch that is gone, and never says its address, which is its secret', async () => {
  const { ping, lines, stop } = await deadMan([]);
  stop();
  await ping();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('ECONNREFUSED');
  expect(lines[0]).not.toContain('secret-token');
});

it('asks nobody where no switch is configured', async () => {
  const ping = createPing({ pingUrl: () => undefined, get: () => Promise.reject(new Error('asked')), say: (line) => { throw new Error(line); } });
  await expect(ping()).resolves.toBeUndefined();
});
