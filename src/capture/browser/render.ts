import type { Browser, BrowserContext, Page, Request, Response } from 'playwright';
import { type CaptureRequest } from '../../domain/capture.ts';
import { bounded } from '../bounded.ts';
import { challengedBy } from '../challenge.ts';
import { type Exchange } from '../exchange.ts';
import { CaptureFailure, failureOf, type Failure } from '../failure.ts';
import { type Limits } from '../limits.ts';
import { type FilterProxy, type Traffic } from './filter-proxy.ts';
import { withFixedDates } from './pdf-dates.ts';

export interface RenderTools {
  readonly proxy: FilterProxy;
  readonly userAgent: string;
  readonly limits: Limits;
  readonly signal: AbortSignal | undefined;
  /** Called when the browser does not even close a page any more. */
  readonly hung: () => Promise<void>;
}

/** How long a browser may take to close a page before it counts as hung. */
const CLOSE_MS = 5_000;
const VIEWPORT = { width: 1280, height: 900 };

/** Opens one page in a context of its own, waits until it shows what it should, and takes its DOM, picture and print. */
export async function renderPage(browser: Browser, request: CaptureRequest, tools: RenderTools): Promise<Exchange> {
  const { limits, signal, proxy } = tools;
  const traffic = proxy.open();
  const seen = new Sighting(request.url, traffic);
  let context: BrowserContext | undefined;
  try {
    const late = () => new CaptureFailure('TOTAL_TIMEOUT', `expected the page to be rendered within ${limits.browserMs} ms`);
    return await bounded({ parent: signal, ms: limits.browserMs, late }, async () => {
      context = await browser.newContext({
        acceptDownloads: false, serviceWorkers: 'block', userAgent: tools.userAgent, viewport: VIEWPORT, deviceScaleFactor: 1, locale: 'en-US',
        timezoneId: 'UTC', reducedMotion: 'reduce', colorScheme: 'light', proxy: { server: proxy.url }, extraHTTPHeaders: { ...request.headers },
      });
      const page = await context.newPage();
      context.on('page', (popup) => { popup.close().catch(() => undefined); });
      seen.watch(page);
      return await visit(page, request, seen, limits);
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return seen.exchange({ body: null, failure: seen.explain(error) });
  } finally {
    proxy.shut();
    await closeOrKill(context, tools);
  }
}

async function visit(page: Page, request: CaptureRequest, seen: Sighting, limits: Limits): Promise<Exchange> {
  // A document that breaks off half-way is never "loaded": only the failed request tells.
  await Promise.race([page.goto(request.url, { waitUntil: 'domcontentloaded', timeout: limits.browserMs }), seen.brokenOff]);
  const isPage = (seen.status ?? 0) < 400;
  const notShown = isPage ? await waitUntilShown(page, request, limits) : null;
  const body = Buffer.from(await page.content());
  if (!/^https?:/.test(page.url())) throw new CaptureFailure('NOT_A_PAGE', `expected a page; the browser ended at ${page.url()}`);
  if (body.length > limits.maxBodyBytes) throw new CaptureFailure('TOO_LARGE', `expected at most ${limits.maxBodyBytes} bytes of HTML; got ${body.length}`);
  const pictures = await picturesOf(page, limits);
  const failure = seen.overflow() ?? (notShown && !seen.isChallenge(body) ? notShown : null);
  return { ...seen.exchange({ body, failure }), ...pictures, finalUrl: page.url() };
}

/** Waits for what the request names, or until the network falls silent; only the first can fail. */
async function waitUntilShown(page: Page, request: CaptureRequest, limits: Limits): Promise<Failure | null> {
  const { selector, text } = request.waitFor ?? {};
  const timeout = limits.renderMs;
  try {
    if (selector !== undefined) await page.locator(selector).first().waitFor({ state: 'attached', timeout });
    if (text !== undefined) await page.getByText(text).first().waitFor({ state: 'attached', timeout });
    if (selector === undefined && text === undefined) await page.waitForLoadState('networkidle', { timeout });
    return null;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    if (!request.waitFor) return null;
    const wanted = [selector && `the element ${selector}`, text && `the text "${text}"`].filter(Boolean).join(' and ');
    return { code: 'NOT_SHOWN', message: `expected ${wanted} within ${timeout} ms; it did not appear` };
  }
}

/** A page without its picture is still a page: what cannot be drawn is left out. */
async function picturesOf(page: Page, limits: Limits): Promise<{ screenshot?: Uint8Array; print?: Uint8Array }> {
  const within = <T>(work: () => Promise<T>) => bounded({ parent: undefined, ms: limits.renderMs, late: () => new Error('too late') }, work).catch(() => undefined);
  const screenshot = await within(async () => {
    const height = Number(await page.evaluate('Math.ceil(document.documentElement.scrollHeight)'));
    const clip = { x: 0, y: 0, width: VIEWPORT.width, height: Math.min(Math.max(height, VIEWPORT.height), limits.maxScreenshotHeight) };
    return page.screenshot({ type: 'png', fullPage: true, clip, animations: 'disabled', caret: 'hide', timeout: limits.renderMs });
  });
  const print = await within(() => page.pdf({ format: 'A4', printBackground: true }));
  return { ...(screenshot ? { screenshot } : {}), ...(print ? { print: withFixedDates(print) } : {}) };
}

async function closeOrKill(context: BrowserContext | undefined, tools: RenderTools): Promise<void> {
  if (!context) return;
  const open = context;
  try {
    await bounded({ parent: undefined, ms: CLOSE_MS, late: () => new Error('the browser hangs') }, () => open.close());
  } catch {
    await tools.hung();
  }
}

/** What is known of the main document so far, kept while the visit goes on because the visit may never end. */
class Sighting {
  status: number | null = null;
  private finalUrl: string;
  private headers: Readonly<Record<string, string>> = {};
  private failedUrl: string | null = null;
  private crashed = false;
  private downloaded = false;
  private readonly traffic: Traffic;
  /** Rejects when the main document ends before it is whole. */
  readonly brokenOff: Promise<never>;
  private breakOff: (error: Error) => void = () => undefined;

  constructor(url: string, traffic: Traffic) {
    this.finalUrl = url;
    this.traffic = traffic;
    this.brokenOff = new Promise<never>((_, reject) => { this.breakOff = reject; });
    this.brokenOff.catch(() => undefined);
  }

  watch(page: Page): void {
    page.on('response', (response) => { if (isMainDocument(response.request(), page)) this.see(response); });
    page.on('requestfailed', (request) => { if (isMainDocument(request, page)) this.fail(request); });
    page.on('download', () => { this.downloaded = true; });
    page.on('crash', () => { this.crashed = true; });
  }

  isChallenge(body: Uint8Array): boolean {
    return this.status !== null && challengedBy({ status: this.status, headers: this.headers, body }) !== null;
  }

  overflow(): Failure | null {
    return this.traffic.overflown ? { code: 'TOO_LARGE', message: 'the page and what it loads are more bytes than the cap' } : null;
  }

  /** The reason behind an error of playwright's: what the proxy refused, rather than the browser's words for it. */
  explain(error: unknown): Failure {
    const refused = this.traffic.failureOf(this.failedUrl ?? this.finalUrl);
    if (refused) return refused;
    if (error instanceof CaptureFailure) return error;
    const overflow = this.overflow();
    if (overflow) return overflow;
    const words = error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error);
    if (this.downloaded || words.includes('Download is starting')) return { code: 'NOT_A_PAGE', message: 'expected a page; got a download' };
    if (this.crashed || /crashed|has been closed|disconnected/i.test(words)) return { code: 'BROWSER_CRASHED', message: words };
    if (isTimeout(error)) return { code: 'TOTAL_TIMEOUT', message: words };
    const { code, message } = failureOf(error);
    return { code: /net::(ERR_[A-Z_]+)/.exec(words)?.[1] ?? code, message: words || message };
  }

  exchange(end: { readonly body: Uint8Array | null; readonly failure: Failure | null }): Exchange {
    return { status: this.status, finalUrl: this.finalUrl, peer: this.traffic.peerOf(this.finalUrl), headers: this.headers, wireBytes: this.traffic.bytes, ...end };
  }

  private fail(request: Request): void {
    const words = request.failure()?.errorText ?? '';
    // A navigation that another one replaced, or that became a download, is aborted; that is no failure of the page.
    if (words === 'net::ERR_ABORTED') return;
    this.failedUrl = request.url();
    this.breakOff(new Error(words));
  }

  private see(response: Response): void {
    this.status = response.status();
    this.finalUrl = response.url();
    this.headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => name !== 'set-cookie'));
  }
}

function isMainDocument(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

/** By its name: the class would load the whole of playwright in commands that never open a browser. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
