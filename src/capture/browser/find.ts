import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { type Environment } from '../http/proxy.ts';
import { bundledBrowser } from './bundled.ts';

/** A Chromium that can be started, and where it comes from. */
export interface FoundBrowser {
  readonly kind: 'named' | 'playwright' | 'system' | 'bundled';
  readonly path: string;
  /** To be added to the browser's environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type BrowserSearch = FoundBrowser | { readonly none: string };

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const SYSTEM_PATHS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/snap/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const MEND = 'install Chromium (apt-get install chromium, or npx playwright install chromium) or set DRIFTLEDGER_BROWSER to one';

/**
 * Looks for a browser: the one the user names (`named`, else DRIFTLEDGER_BROWSER), playwright's own, the system's, the
 * bundled one, which is unpacked when it is found for the first time. A named one that is not there is not replaced
 * by another: what the user said would then silently not hold.
 */
export async function findBrowser(env: Environment = process.env, named = env['DRIFTLEDGER_BROWSER'] ?? ''): Promise<BrowserSearch> {
  if (named !== '') {
    return (await isExecutable(named)) ? found('named', named) : { none: `expected a browser at ${named}, as configured; found no executable file there: correct DRIFTLEDGER_BROWSER or unset it` };
  }
  const { chromium } = await import('playwright');
  const own = chromium.executablePath();
  if (await isExecutable(own)) return found('playwright', own);
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  for (const path of [...folders.flatMap((folder) => SYSTEM_NAMES.map((name) => join(folder, name))), ...SYSTEM_PATHS]) {
    if (await isExecutable(path)) return found('system', path);
  }
  const bundled = await bundledBrowser(env);
  return 'none' in bundled ? { none: `no browser found (neither playwright's, nor the system's, nor the bundled one: ${bundled.none}): ${MEND}` } : found('bundled', bundled.path, bundled.env);
}

/** What the browser says about its version, or null when it cannot be started: a missing library, most often. */
export async function browserVersion(browser: FoundBrowser): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(browser.path, ['--version'], { timeout: 10_000, env: { ...process.env, ...browser.env } });
    return stdout.trim();
  } catch {
    return null;
  }
}

function found(kind: FoundBrowser['kind'], path: string, env: Readonly<Record<string, string>> = {}): FoundBrowser {
  return { kind, path, env };
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(() => true, () => false);
}
