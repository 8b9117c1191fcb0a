// Copies what tsc leaves behind (styles, fonts, browser scripts) beside the compiled code. Recorded pages are for tests and stay behind.
import { cpSync } from 'node:fs';
import { basename, extname } from 'node:path';

const carried = new Set(['.css', '.js', '.ttf', '.svg', '.html', '.md', '.json', '.txt', '.xml', '.sql']);

cpSync('src', 'dist', {
  recursive: true,
  filter: (from) => (extname(from) === '' && basename(from) !== 'fixtures') || (carried.has(extname(from)) && !from.endsWith('NOTES.md')),
});
