import { afterEach, describe, expect, it } from 'vitest';
import { serve, testCapturer } from './loopback.test-support.ts';
import { afterError, backoffMs, retryAfterMs } from './retry-table.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Each status as a person expects it, asked over a real connection: the finding, and how many times it is worth asking. */
const EXPECTED: readonly (readonly [status: number, finding: string, attempts: number])[] = [
  [202, 'source.unreadable', 3], [204, 'source.unreadable', 1], [205, 'source.unreadable', 1], [206, 'source.unreadable', 1],
  [300, 'source.unreadable', 1], [302, 'source.unreadable', 1], [304, 'source.unreadable', 1],
  [400, 'source.refused', 1], [401, 'source.refused', 1], [402, 'source.refused', 1], [403, 'source.refused', 1], [404, 'source.refused', 1],
  [407, 'source.refused', 1], [408, 'source.unreachable', 3], [410, 'source.refused', 1], [418, 'source.refused', 1], [421, 'source.unreachable', 3], [425, 'source.unreachable', 3],
  [429, 'source.refused', 3], [451, 'source.refused', 1],
  [500, 'source.unreachable', 3], [501, 'source.unreachable', 1], [502, 'source.unreachable', 3], [503, 'source.unreachable', 3], [504, 'source.unreachable', 3],
  [505, 'source.unreachable', 1], [511, 'source.unreachable', 1], [520, 'source.unreachable', 3], [521, 'source.unreachable', 3], [522, 'source.unreachable', 3],
  [523, 'source.unreachable', 3], [524, 'source.unreachable', 3], [525, 'source.unreachable', 1], [526, 'source.unreachable', 1], [529, 'source.unreachable', 3], [599, 'source.unreachable', 1],
];

describe('a status', () => {
  it.each(EXPECTED)('%i is %s after %i attempts, and its body is kept', async (status, kind, attempts) => {
    const hasBody = ![204, 205, 304].includes(status);
    const server = await serve((_, response) => response.writeHead(status).end(hasBody ? '{"message":"no"}' : undefined));
    const { capturer } = testCapturer();
    closing.push(() => capturer.close(), () => server.close());
    const outcome = await capturer.capture({ purpose: 'catalog', url: server.url, method: 'http' });
    expect(outcome.page).toBeNull();
    expect(outcome.finding).toMatchObject({ kind, message: expect.stringContaining(`HTTP ${status}`) });
    expect(outcome.attempts).toHaveLength(attempts);
    expect(outcome.bodies).toHaveLength(hasBody ? 1 : 0);
  });

  it('203 is a page', async () => {
    const server = await serve((_, response) => response.writeHead(203).end('x'));
    const { capturer } = testCapturer();
    closing.push(() => capturer.close(), () => server.close());
    expect((await capturer.capture({ purpose: 'catalog', url: server.url, method: 'http' })).page?.status).toBe(203);
  });
});

describe('an error', () => {
  it.each([
    ['ENOTFOUND', 'give_up', 'source.unreachable'], ['EAI_AGAIN', 'retry', 'source.unreachable'], ['ECONNRESET', 'retry', 'source.unreachable'],
    ['CERT_HAS_EXPIRED', 'give_up', 'source.unreachable'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'give_up', 'source.unreachable'], ['ERR_TLS_CERT_ALTNAME_INVALID', 'give_up', 'source.unreachable'],
    ['ERR_CERT_AUTHORITY_INVALID', 'give_up', 'source.unreachable'], ['HPE_INVALID_CONSTANT', 'give_up', 'source.unreadable'], ['ERR_SSL_WRONG_VERSION_NUMBER', 'give_up', 'source.unreadable'],
    ['CUT_OFF', 'retry', 'source.unreadable'], ['TOO_LARGE', 'give_up', 'source.unreadable'], ['ADDRESS_REFUSED', 'give_up', 'source.refused'], ['never heard of', 'give_up', 'source.unreachable'],
  ])('%s means %s and %s', (code, next, finding) => {
    expect(afterError(code)).toMatchObject({ next, finding });
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-20T12:00:00Z');

  it.each([
    ['0', 0], ['120', 120_000], [' 5 ', 5_000], ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000], ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['-5', undefined], ['1.5', undefined], ['5 apples', undefined], ['2026-11-20', undefined], ['Fri, 99 Nov 2026 12:00:00 GMT', undefined], ['', undefined], [undefined, undefined],
  ])('%j asks for %j ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});

describe('the back-off', () => {
  it('doubles up to its cap and is spread by the jitter', () => {
    const bounds = { baseMs: 1_000, capMs: 5_000 };
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, bounds, () => 1))).toEqual([1_000, 2_000, 4_000, 5_000]);
    expect([1, 2, 3, 4].map((attempt) => backoffMs(attempt, bounds, () => 0))).toEqual([100, 200, 400, 500]);
  });
});
