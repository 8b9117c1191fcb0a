// Writes snapshots/2026-06-24.sqlite from first-snapshot.json: npm run seed
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildFirstSnapshot } from './first-snapshot.ts';

const folder = mkdtempSync(join(tmpdir(), 'driftledger-seed-'));
try {
  const sealed = await buildFirstSnapshot(folder);
  const target = join('snapshots', basename(sealed.file));
  rmSync(target, { force: true });
  copyFileSync(sealed.file, target);
  process.stdout.write(`${target}  sha256 ${sealed.sha256}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
