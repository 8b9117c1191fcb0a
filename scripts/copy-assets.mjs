// Copies what tsc leaves behind (styles, fonts, browser scripts, recorded pages) beside the compiled code.
import { cpSync } from 'node:fs';
import { extname } from 'node:path';

const carried = new Set(['.css', '.js', '.ttf', '.svg', '.html', '.md', '.json', '.txt', '.xml', '.sql']);

cpSync('src', 'dist', {
  recursive: true,
  filter: (from) => extname(from) === '' || (carried.has(extname(from)) && !from.endsWith('NOTES.md')),
});
