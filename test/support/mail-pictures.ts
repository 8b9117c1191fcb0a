import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { CASES } from '../../src/alerts/cases.test-support.ts';
import { renderMail } from '../../src/alerts/mail/mail.ts';
import { type Mail } from '../../src/alerts/mail/mail-shape.ts';
import { findBrowser } from '../../src/capture/browser/find.ts';

/**
 * Draws the typical mails as a person sees them, wide, as wide as their column, and telephone-wide, light and dark, for looking at them:
 * `npx tsx test/support/mail-pictures.ts FOLDER [CASE ...]`. The picture in the README is one of these.
 */
async function draw(folder: string, cases: readonly string[]): Promise<void> {
  const found = await findBrowser();
  if ('none' in found) throw new Error(found.none);
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'], env: { ...process.env, ...found.env } });
  for (const [name, make] of Object.entries(CASES)) {
    if (cases.length > 0 && !cases.includes(name)) continue;
    const html = withPictures(await renderMail(await make()));
    for (const [size, width] of [['wide', 1000], ['column', 672], ['narrow', 390]] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width, height: 300 }, colorScheme });
        await page.setContent(html);
        const sideways = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        if (sideways !== 0) process.stdout.write(`${name} at ${width}: ${String(sideways)} pixels overflow\n`);
        await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
        await page.close();
      }
    }
  }
  await browser.close();
}

/** A browser does not know the parts of a mail: each picture stands in the page itself. */
function withPictures({ html, attachments = [] }: Mail): string {
  return attachments.reduce((text, { cid, content, contentType }) => (cid === undefined ? text : text.replaceAll(`cid:${cid}`, `data:${contentType};base64,${content.toString('base64')}`)), html);
}

const [folder = 'mail-pictures', ...cases] = process.argv.slice(2);
await draw(folder, cases);
