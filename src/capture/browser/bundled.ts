import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Environment } from '../http/proxy.ts';

const PACKAGE = '@sparticuz/chromium';

/** The package unpacks into the system's temporary folder; a process of its own gets another one. */
const UNPACK = 'const it = require(process.argv[1]); (it.default ?? it).executablePath().catch((error) => { process.stderr.write(String(error)); process.exit(1); });';

/**
 * The Chromium of the optional package, unpacked (about 2 s and 200 MB, once) into the user's cache folder.
 * It is unpacked beside its place and moved there in one step, so processes that start together never run half a file,
 * and none waits for the lock of a dead one. The folder is the user's own: a world-writable one would let anybody
 * plant a program for us to run.
 */
export async function bundledBrowser(env: Environment): Promise<{ readonly path: string; readonly env: Readonly<Record<string, string>> } | { readonly none: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { none: `it runs on Linux x64 only, this is ${process.platform} ${process.arch}` };
  const entry = entryOfPackage();
  if (entry === null) return { none: `the optional package ${PACKAGE} is not installed` };
  try {
    const cache = join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'driftledger');
    const home = join(cache, `chromium-${await versionOfPackage(entry)}`);
    if (!existsSync(home)) await unpack(entry, cache, home);
    return { path: join(home, 'chromium'), env: { FONTCONFIG_FILE: join(home, 'fonts.conf') } };
  } catch (error) {
    return { none: `it cannot be unpacked (${error instanceof Error ? error.message : String(error)}); XDG_CACHE_HOME names the folder` };
  }
}

async function unpack(entry: string, cache: string, home: string): Promise<void> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await removeLeftovers(cache);
  const partial = join(cache, `unpacking-${process.pid}`);
  await mkdir(partial, { mode: 0o700 });
  try {
    await promisify(execFile)(process.execPath, ['-e', UNPACK, entry], { env: { TMPDIR: partial }, timeout: 120_000 });
    await writeFile(join(partial, 'fonts.conf'), fontsConf(home));
    await rename(partial, home);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process was first: its browser is as good as ours.
    if (!existsSync(join(home, 'chromium'))) throw error;
  }
}

/** Half-unpacked folders of processes that are gone. */
async function removeLeftovers(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const pid = /^unpacking-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(cache, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The system's fonts first; the package's Open Sans where there are none, since text without a font is drawn blank. */
function fontsConf(home: string): string {
  const escaped = home.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${escaped}/fonts</dir>
  <cachedir>${escaped}/font-cache</cachedir>
</fontconfig>
`;
}

function entryOfPackage(): string | null {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    return null;
  }
}

async function versionOfPackage(entry: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), '..', '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}
