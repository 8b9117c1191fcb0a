import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftEvent } from './drift.ts';
import { globMatches } from './glob.ts';
import { amountPhrase, changePhrase, moneyChange, moneyPhrase, percentPhrase, pricePhrase, shortPercent, sidePhrase, statusPhrase, timePhrase } from './phrase.ts';
import { escapeHtml, plainText, safeCell } from './plain-text.ts';

describe('price phrases', () => {
  it('say amount, unit, conditions, source and date together', () => {
    expect(pricePhrase({ meter: 'video_token', per: 1000, amount: '0.0112', currency: 'USD', conditions: { resolution: '480p, 720p' } }, { source: 'fal llms.txt', captured_at: '2026-11-22T06:10:31.000Z' }))
      .toBe('$0.0112 per 1,000 video tokens · 480p, 720p · fal llms.txt · 2026-11-22 06:10 UTC');
  });

  it('keep every printed digit and fill up to two', () => {
    expect(moneyPhrase('5.6', 'USD')).toBe('$5.60');
    expect(moneyPhrase('0.4730', 'USD')).toBe('$0.4730');
    expect(moneyPhrase('1234567.5', 'CNY')).toBe('1,234,567.50 CNY');
    expect(moneyPhrase('-3', 'EUR')).toBe('−€3.00');
    expect(moneyChange('0.0112', '0.014', 'USD')).toBe('$0.0112 → $0.0140');
  });

  it('never let a stand-in look like a price', () => {
    expect(amountPhrase({ meter: 'request', per: 1, amount: null, currency: 'USD', kind: 'placeholder' })).toBe('no price set (placeholder) per request');
    expect(amountPhrase({ meter: 'request', per: 1, amount: null, currency: 'USD', kind: 'on_request' })).toBe('price on request per request');
    expect(amountPhrase({ meter: 'image', per: 1, amount: '0', currency: 'USD' })).toBe('$0.00 per image');
  });

  it('say hedges, lowest-of-several, promotions and roles', () => {
    expect(amountPhrase({ meter: 'video_second', per: 1, amount: '0.3', currency: 'USD', approximate: true })).toBe('about $0.30 per second of video');
    expect(amountPhrase({ meter: 'image', per: 1, amount: '0.05', currency: 'USD', kind: 'from' })).toBe('from $0.05 per image');
    expect(amountPhrase({ meter: 'video_token', per: 1_000_000, amount: '11.7', currency: 'USD', kind: 'list', promotion: { percent_off: '28', effective_amount: '8.424', from: null, until: null, audience: null } }))
      .toBe('$11.70 per 1,000,000 video tokens, $8.424 in the promotion');
    expect(amountPhrase({ meter: 'request', per: 1, amount: '0.01', currency: 'USD', role: 'minimum' })).toBe('at least $0.01 per request');
  });
});

describe('changes and states', () => {
  it('show direction by shape and sign', () => {
    expect(changePhrase('25')).toBe('▲ +25.0 %');
    expect(changePhrase('-12.5')).toBe('▼ −12.5 %');
    expect(changePhrase(null, true)).toBe('▲ from nothing');
  });

  it('never round a change away', () => {
    expect(percentPhrase('0.004')).toBe('+less than 0.1 %');
    expect(percentPhrase('0')).toBe('+0.0 %');
    expect(shortPercent('25.000001')).toBe('+25 %');
    expect(shortPercent('9.090909')).toBe('+9.1 %');
  });

  it('give each status its shape', () => {
    expect(['available', 'degraded', 'unknown_failure', 'retired', 'absent'].map((word) => statusPhrase(word as 'available')))
      .toEqual(['● available', '◐ degraded', '▲ unknown_failure', '■ retired', '– absent']);
    expect(statusPhrase('unknown_failure', { verified: false })).toBe('▲ unknown_failure (○ not verified)');
  });

  it('name the reader\'s own time beside UTC, with the day where it differs', () => {
    expect(timePhrase('2026-11-22T06:10:00.000Z', 'Europe/Berlin')).toBe('2026-11-22 06:10 UTC (07:10 Europe/Berlin)');
    expect(timePhrase('2026-11-22T23:50:00.000Z', 'Asia/Kolkata')).toBe('2026-11-22 23:50 UTC (2026-11-23 05:20 Asia/Kolkata)');
  });

  it('say a side of an event as a whole price', () => {
    const event = driftEvent({ kind: 'rate.increased', source: 's', route: 'r', severity: 'warning', reason: '', meter: 'output_token', currency: 'USD', before: '5.6', after: '7', before_per: 1_000_000, after_per: 1_000_000 });
    expect(sidePhrase(event, 'before')).toBe('$5.60 per 1,000,000 output tokens');
    expect(sidePhrase({ ...event, after: null }, 'after')).toBe('–');
  });
});

describe('text from outside', () => {
  it('becomes one line in which nothing acts or hides', () => {
    expect(plainText('a\r\nBcc: x\u202Eb\u0000c\u200B\u2028e')).toBe('a??Bcc: x?b?c??e');
    expect(plainText('x'.repeat(600), 500)).toHaveLength(500);
  });

  it('holds no markup after escaping and no formula after guarding', () => {
    expect(escapeHtml(`<img src=x onerror="a('b')">&`)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;');
    expect(['=1+1', '+1', '-1', '@x', '\tx'].map(safeCell)).toEqual(["'=1+1", "'+1", "'-1", "'@x", "'\tx"]);
    expect(safeCell('seedance-2.0')).toBe('seedance-2.0');
  });

  it('never lets a line break or direction change through, whatever comes', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }));
  });
});

describe('globMatches', () => {
  it('matches any characters with a star, slashes included', () => {
    expect(globMatches('bytedance/seedance-2.0/*', 'bytedance/seedance-2.0/fast/text-to-video')).toBe(true);
    expect(globMatches('*seedance*2.0', 'bytedance/Seedance-2.0')).toBe(true);
    expect(globMatches('a*b*a', 'aba')).toBe(true);
    expect(globMatches('ab*ba', 'aba')).toBe(false);
    expect(globMatches('rate.*', 'route.added')).toBe(false);
  });
});
