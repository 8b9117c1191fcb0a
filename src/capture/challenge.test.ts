import { describe, expect, it } from 'vitest';
import { challengedBy } from './challenge.ts';

function answer(status: number, body: string, headers: Record<string, string> = {}) {
  return { status, headers, body: new TextEncoder().encode(body) };
}

describe('a challenge', () => {
  it.each([
    ['Vercel', answer(429, '<html>', { 'x-vercel-mitigated': 'challenge' })],
    ['Vercel', answer(200, '<!DOCTYPE html><html><head><title>Vercel Security Checkpoint</title>')],
    ['Vercel', answer(403, '<html><body><h1>Vercel Security Checkpoint</h1>')],
    ['Cloudflare', answer(403, '<html>', { 'cf-mitigated': 'challenge' })],
    ['Cloudflare', answer(200, '<html><title lang="en">Just a moment...</title>')],
    ['Cloudflare', answer(503, '<html><script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script>')],
    ['AWS WAF', answer(202, '', { 'x-amzn-waf-action': 'challenge' })],
    ['DataDome', answer(403, '<html><script src="https://geo.captcha-delivery.com/captcha/">')],
  ])('by %s is known', (who, response) => {
    expect(challengedBy(response)).toBe(who);
  });

  it.each([
    ['a page that tells about one', answer(200, '<html><title>Docs</title><p>What the Vercel Security Checkpoint is, just a moment...')],
    ['a page with Cloudflare\'s ordinary script', answer(200, '<html><title>Prices</title><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js">')],
    ['JSON that quotes one', answer(403, '{"message":"Vercel Security Checkpoint"}')],
    ['a plain refusal', answer(403, '<html><title>403 Forbidden</title>')],
    ['an unfinished title', answer(200, '<title')],
    ['no body', { status: 403, headers: {}, body: null }],
  ])('is not %s', (_, response) => {
    expect(challengedBy(response)).toBeNull();
  });
});
