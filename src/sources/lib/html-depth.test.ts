import { describe, expect, it } from 'vitest';
import { refuseDeepHtml } from './html-depth.ts';
import { bestCpuMs } from './cpu-time.test-support.ts';

describe('the depth of a page', () => {
  it('is refused beyond what browsers show', () => {
    expect(() => refuseDeepHtml('<div>'.repeat(513))).toThrow('expected a page of at most 512 nested elements');
    expect(() => refuseDeepHtml('<div>'.repeat(512))).not.toThrow();
    expect(() => refuseDeepHtml('<table><tr><td>'.repeat(129))).toThrow('at most 512');
    expect(() => refuseDeepHtml('<table><tr><td>1</table>'.repeat(1000))).not.toThrow();
  });

  it('does not count what closes, what needs no end, and what only looks like a tag', () => {
    const pages = ['<div></div>', '<p>', '<tr><td>', '<br>', '<DIV/></DIV>', '<!-- <div> -->', '<script>"<div>"</script>', '<a title="<div><div>">x</a>', '1 < 2 <', '<i title=\'a>b<div>\'></i>'];
    for (const page of pages) expect(() => refuseDeepHtml(page.repeat(1000))).not.toThrow();
  });

  it('is found in one pass, also in a page that never closes what it opened', () => {
    for (const part of ['<', '<a "', '<!--', '<script>', '<a b="', '</', '<p>']) {
      const page = Buffer.from(part.repeat(300_000)).toString();
      expect(bestCpuMs(() => { refuseDeepHtml(page); }, 2000)).toBeLessThan(2000);
    }
  });
});
