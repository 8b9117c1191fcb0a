import { expect, it } from 'vitest';
import { loadHtml } from './load-html.ts';

it('gives a page that can be taken apart', () => {
  expect(loadHtml('<h1>$5</h1>')('h1').text()).toBe('$5');
});

it.each([[`&#${'9'.repeat(400)};`, 'cannot be taken apart'], ['<div>'.repeat(600), 'nested elements']])('refuses with words what the parser cannot', (html, words) => {
  expect(() => loadHtml(html)).toThrow(words);
});
