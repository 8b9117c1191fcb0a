import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { findBrowser } from '../../src/capture/browser/find.ts';
import { stageDemoPage, stagePages } from './page-stage.ts';

/**
 * Draws every page as a person sees it, wide and telephone-wide, light and dark, and as it prints, for looking at them:
 * `npx tsx test/support/page-pictures.ts FOLDER [PAGE ...]`. With `readme FILE` it draws the one of the README, `docs/page.png`.
 */
async function draw(folder: string, names: readonly string[]): Promise<void> {
  const found = await findBrowser();
  if ('none' in found) throw new Error(found.none);
  mkdirSync(folder, { recursive: true });
  const stage = await stagePages();
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'], env: { ...process.env, ...found.env } });
  for (const [name, url] of Object.entries(stage.pages)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const [size, width, height] of [['wide', 1280, 900], ['narrow', 390, 844]] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width, height }, colorScheme });
        await page.goto(url);
        const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (sideways !== 0) process.stdout.write(`${name} at ${width}: ${String(sideways)} pixels overflow\n`);
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
        if (size === 'wide' && colorScheme === 'light') await page.pdf({ path: join(folder, `${name}.pdf`), format: 'A4' });
        await page.close();
      }
    }
  }
  await browser.close();
  await stage.close();
}

async function drawReadme(file: string): Promise<void> {
  const found = await findBrowser();
  if ('none' in found) throw new Error(found.none);
  const stage = await stageDemoPage();
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'], env: { ...process.env, ...found.env } });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
  await page.goto(stage.pages['first'] ?? '');
  await page.screenshot({ path: file });
  await browser.close();
  await stage.close();
}

const [folder = 'page-pictures', ...names] = process.argv.slice(2);
await (folder === 'readme' ? drawReadme(names[0] ?? 'page.png') : draw(folder, names));
