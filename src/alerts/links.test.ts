import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linkHash, linksFor, readLink, signLink, type Link } from './links.ts';

const KEY = '00'.repeat(32);
const NOW = '2026-11-22T06:10:00.000Z';
const link: Link = { act: 'ack', alert: 7, recipient: 'ana@example.com', expires: '2026-12-22T06:10:00.000Z' };

it('reads back what it signed, until it expires', () => {
  const token = signLink(link, KEY);
  expect(readLink(token, KEY, NOW)).toEqual(link);
  expect(readLink(token, KEY, link.expires)).toBe('expired');
  expect(readLink(token, '11'.repeat(32), NOW)).toBe('forged');
});

it('takes no token that was changed, cut or made up', () => {
  const token = signLink(link, KEY);
  fc.assert(fc.property(fc.nat({ max: token.length - 1 }), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.'), (at, letter) => {
    const changed = token.slice(0, at) + letter + token.slice(at + 1);
    const read = readLink(changed, KEY, NOW);
    // The last letters of base64url hold bits that mean nothing: another letter may say the same, never something else.
    expect(read === 'forged' ? link : read).toEqual(link);
  }));
  fc.assert(fc.property(fc.string(), (text) => { expect(readLink(text, KEY, NOW)).toBe('forged'); }));
  expect(readLink(token.slice(0, -4), KEY, NOW)).toBe('forged');
  expect(readLink(`${token}.`, KEY, NOW)).toBe('forged');
});

it('has one hash however its letters are written, so that it is used once', () => {
  expect(linkHash(link)).toBe(linkHash({ ...link }));
  expect(linkHash({ ...link, act: 'silence' })).not.toBe(linkHash(link));
});

it('gives a mail the same links again, below the address of the page', () => {
  const of = () => linksFor({ publicUrl: 'https://prices.example/ledger/', key: KEY, alert: 7, recipient: 'ana@example.com', now: NOW });
  expect(of()).toEqual(of());
  expect(of().acknowledge).toMatch(/^https:\/\/prices\.example\/ledger\/act\/[\w-]+\.[\w-]+$/);
  expect(of().unsubscribe).toMatch(/^https:\/\/prices\.example\/ledger\/unsubscribe\//);
  const token = of().unsubscribe.split('/').at(-1) ?? '';
  expect(readLink(token, KEY, '2027-11-22T00:00:00.000Z')).toMatchObject({ act: 'unsubscribe', recipient: 'ana@example.com' });
});
