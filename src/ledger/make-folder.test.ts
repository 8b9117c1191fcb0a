import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

it('makes a folder with those above it, and leaves one that is there', () => {
  const root = mkdtempSync(join(tmpdir(), 'driftledger-folder-'));
  makeFolder(join(root, 'a', 'b', 'c'));
  makeFolder(join(root, 'a', 'b', 'c'));
  expect(existsSync(join(root, 'a', 'b', 'c'))).toBe(true);
  rmSync(root, { recursive: true, force: true });
});

it('says at once that a folder cannot be made, also where the system denies its children', ({ skip }) => {
  skip(process.platform !== 'linux', 'there is no /proc here');
  // In a process of its own: what asks for ever cannot be interrupted from within.
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', `import('${new URL('make-folder.ts', import.meta.url).href}').then(({ makeFolder }) => makeFolder('/proc/driftledger/x')).catch(({ code }) => console.log(code))`], { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });
  expect(stdout.trim()).toBe('ENOENT');
});
