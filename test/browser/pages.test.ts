import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/capture/browser/find.ts';
import { stagePages, type PageStage } from '../support/page-stage.ts';

const found = await findBrowser();
const none = 'none' in found ? found.none : null;
if (none !== null) process.stderr.write(`the pages are not looked at in a browser: ${none}\n`);

const PAGES = [
  'first', 'search', 'search-nothing', 'past', 'route', 'route-status', 'route-hostile', 'route-unknown', 'drift', 'alerts', 'alerts-open', 'alerts-nothing', 'alert-hostile', 'alert-unit', 'alert-status', 'alert-factor',
  'alert-unknown', 'api', 'mails', 'act-ask', 'act-silence', 'act-done', 'act-old', 'act-forged', 'unsubscribe', 'wrong-question', 'not-found', 'empty', 'empty-drift', 'empty-alerts',
] as const;

/** Wide and light, telephone-wide and dark: what differs between them is width and colour alone. */
const VIEWS = [{ name: 'wide and light', width: 1280, colorScheme: 'light' }, { name: 'narrow and dark', width: 390, colorScheme: 'dark' }] as const;

describe.skipIf(none !== null)(`every page in a browser${none === null ? '' : ' (skipped: no browser was found)'}`, () => {
  let stage: PageStage;
  let browser: Browser;
  beforeAll(async () => {
    if ('none' in found) return;
    stage = await stagePages();
    browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'], env: { ...process.env, ...found.env } });
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  async function opened<T>(url: string, view: { readonly width: number; readonly colorScheme: 'light' | 'dark' }, look: (page: Page) => Promise<T>): Promise<T> {
    const page = await browser.newPage({ viewport: { width: view.width, height: 800 }, colorScheme: view.colorScheme });
    try {
      await page.goto(url);
      return await look(page);
    } finally {
      await page.close();
    }
  }

  it('is one of those that are looked at', () => {
    expect(Object.keys(stage.pages).toSorted()).toEqual([...PAGES].toSorted());
  });

  describe.each(VIEWS)('$name', (view) => {
    it.each(PAGES)('%s has no fault that axe knows, overflows nowhere and loads nothing from elsewhere', async (name) => {
      const url = stage.pages[name] ?? '';
      const [asked, complaints]: [string[], string[]] = [[], []];
      const seen = await opened('about:blank', view, async (page) => {
        page.on('request', (request) => { asked.push(new URL(request.url()).origin); });
        page.on('console', (message) => { if (!/^Failed to load resource.*status of 4\d\d/.test(message.text())) complaints.push(message.text()); });
        await page.goto(url);
        const before = {
          sideways: await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
          scripts: await page.evaluate('document.scripts.length + document.querySelectorAll("[style], [onerror], [onclick]").length'),
          // What the page itself caused: axe looks into frames by ways of its own.
          complaints: [...complaints],
        };
        await page.evaluate(axe.source);
        const faults = await page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ' at ' + target.join(' '))))`);
        return { faults, ...before };
      });
      expect(seen).toEqual({ faults: [], sideways: 0, complaints: [], scripts: 0 });
      // The tab's picture and the mail's frame carry their own bytes, or are ours.
      expect(asked.filter((origin) => origin !== new URL(url).origin && origin !== 'null')).toEqual([]);
    });
  });

  it('is walked through with the keyboard: first past the head, each stop visible', async () => {
    const stops = await opened(stage.pages['alerts'] ?? '', VIEWS[0], async (page) => {
      const walked: { readonly words: string; readonly outline: string; readonly left: number }[] = [];
      for (let step = 0; step < 12; step += 1) {
        await page.keyboard.press('Tab');
        walked.push(await page.evaluate<(typeof walked)[number]>(`(() => {
          const at = document.activeElement, style = getComputedStyle(at);
          return { words: (at.textContent ?? '').trim().slice(0, 40), outline: style.outlineStyle + ' ' + style.outlineWidth, left: at.getBoundingClientRect().left };
        })()`));
      }
      return walked;
    });
    expect(stops[0]?.words).toBe('To the content');
    expect(stops.slice(1, 5).map(({ words }) => words)).toEqual(['driftledger', 'Prices', 'Drift', 'Alerts']);
    expect(stops.filter(({ outline, left }) => outline !== 'solid 2px' || left < 0)).toEqual([]);
  });

  it('acts by its form alone: the page of a link is filled in and sent without a script', async () => {
    const words = await opened(stage.pages['act-silence'] ?? '', VIEWS[1], async (page) => {
      await page.getByLabel('30 days').check();
      await page.getByLabel('Why').fill('moving <house>');
      await page.getByRole('button').click();
      return page.getByRole('main').innerText();
    });
    expect(words).toContain('Silenced');
    expect(words).toContain('until 2026-12-24 06:58 UTC');
  });

  it('prints without what is only for the screen, with its date and its snapshots', async () => {
    const seen = await opened(stage.pages['alert-unit'] ?? '', VIEWS[0], async (page) => {
      await page.emulateMedia({ media: 'print' });
      const isShown = async (selector: string): Promise<boolean> => page.locator(selector).first().isVisible();
      return { nav: await isShown('nav'), acts: await isShown('.acts'), foot: await page.locator('footer').innerText() };
    });
    expect(seen).toMatchObject({ nav: false, acts: false });
    expect(seen.foot).toMatch(/Shown 2026-11-24 06:58 UTC · alert \d+ .*\nSnapshots: byteplus #\d+ [0-9a-f]{16}/s);
  });
});
