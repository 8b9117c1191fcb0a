import { sha256 as hash } from '../domain/canonical.ts';
import { type CaptureAttempt, type CapturedPage, type CaptureRequest } from '../domain/capture.ts';
import { type Finding } from '../domain/finding.ts';
import { type FindingKind } from '../domain/vocabulary.ts';
import { type CaptureRow, type Ledger, type RecordedAttempt } from '../ledger/port.ts';
import { type SourceSetup } from './source-setup.ts';

/** What a check needs of the capture room. */
export interface Capturer {
  capture(request: CaptureRequest, known?: { readonly etag?: string; readonly lastModified?: string }): Promise<{
    readonly page: CapturedPage | null;
    readonly notModified: boolean;
    readonly attempts: readonly CaptureAttempt[];
    readonly bodies: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
    readonly finding: { readonly kind: FindingKind; readonly message: string } | null;
    readonly screenshot?: Uint8Array;
    readonly print?: Uint8Array;
  }>;
}

export interface CapturedPages {
  readonly pages: readonly { readonly request: CaptureRequest; readonly page: CapturedPage }[];
  /** Requests that gave no page, with the finding. */
  readonly failed: readonly { readonly request: CaptureRequest; readonly finding: Finding }[];
}

/** More pages than any source has: a listing that never ends is a fault of ours or theirs, not a reason to go on for ever. */
const MAX_REQUESTS = 400;

/**
 * Asks for the pages of one check, one after the other, until the adapter wants no more. Each answer is kept in the
 * ledger the moment it arrives, so that a crash loses none of them; `already` are those that a crash left behind.
 */
export async function capturePages(
  source: SourceSetup, checkId: number, deps: { readonly ledger: Ledger; readonly capturer: Capturer; readonly checkpoint: (name: string) => void },
  last: readonly CaptureRow[], already: readonly CaptureRow[],
): Promise<CapturedPages> {
  const pages: { request: CaptureRequest; page: CapturedPage }[] = [];
  const failed: { request: CaptureRequest; finding: Finding }[] = [];
  const asked = new Set<string>();
  const kept = new Map(already.filter(isPage).map((row) => [keyOf(row), row]));

  for (;;) {
    const wanted = source.adapter.follow(source, source.settings, pages.map(({ page }) => page)).filter((request) => !asked.has(keyOf(request)));
    if (wanted.length === 0) break;
    for (const request of wanted) {
      if (asked.size >= MAX_REQUESTS) {
        failed.push({ request, finding: { kind: 'source.shape_changed', source: source.id, url: request.url, message: `the source asks for more than ${MAX_REQUESTS} pages: the rest was left out` } });
        return { pages, failed };
      }
      asked.add(keyOf(request));
      const found = kept.get(keyOf(request));
      const page = found === undefined ? await ask(request) : await pageOf(deps.ledger, found);
      if ('finding' in page) failed.push({ request, finding: page.finding });
      else pages.push({ request, page });
    }
  }
  return { pages, failed };

  async function ask(request: CaptureRequest): Promise<CapturedPage | { readonly finding: Finding }> {
    const before = last.findLast((row) => isPage(row) && keyOf(row) === keyOf(request));
    const outcome = await deps.capturer.capture(request, before === undefined ? undefined : validators(before));
    deps.checkpoint('page.captured');
    const unchanged = outcome.notModified ? before : undefined;
    await deps.ledger.recordAttempts(checkId, recorded(outcome, unchanged));
    deps.checkpoint('page.kept');
    if (outcome.page !== null) return outcome.page;
    const finished = outcome.attempts.at(-1);
    if (unchanged !== undefined && finished !== undefined) return { ...(await pageOf(deps.ledger, unchanged)), captured_at: finished.started_at };
    const finding = outcome.finding ?? { kind: 'source.unreachable' as const, message: 'nothing came back' };
    return { finding: { ...finding, source: source.id, url: request.url } };
  }
}

/** A stored capture as the page it was. @throws when its bytes are gone: the ledger is damaged */
export async function pageOf(ledger: Pick<Ledger, 'body'>, row: CaptureRow): Promise<CapturedPage> {
  const body = row.sha256 === null ? null : await ledger.body(row.sha256);
  if (body === null) throw new Error(`the bytes of capture ${row.id} (${row.url}) are missing: the ledger is damaged, run "driftledger doctor"`);
  const status = row.status === null || row.status === 304 ? 200 : row.status;
  return { purpose: row.purpose, url: row.final_url, status, headers: row.headers, body, captured_at: row.started_at };
}

/** A capture that gave a page, as opposed to a failed attempt or a picture of one. */
export function isPage(row: CaptureRow): boolean {
  return row.part === 'page' && row.failure === null && row.sha256 !== null;
}

function keyOf(page: Pick<CaptureRequest, 'purpose' | 'url'> & { readonly method: string }): string {
  return `${page.method} ${page.purpose} ${page.url}`;
}

function validators(row: CaptureRow): { readonly etag?: string; readonly lastModified?: string } {
  const etag = row.headers['etag'];
  const lastModified = row.headers['last-modified'];
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}

/** "Not modified" is an answer about the bytes we hold: the row points at them, and keeps the validators for the next time. */
function recorded(outcome: Awaited<ReturnType<Capturer['capture']>>, unchanged: CaptureRow | undefined): readonly RecordedAttempt[] {
  const bodies = new Map(outcome.bodies.map((body) => [body.sha256, body.bytes]));
  const attempts = outcome.attempts.map((attempt): RecordedAttempt => {
    if (attempt.status === 304 && unchanged !== undefined) return { attempt: { ...attempt, sha256: unchanged.sha256, headers: { ...unchanged.headers, ...attempt.headers } } };
    if (attempt.sha256 === null) return { attempt };
    const body = bodies.get(attempt.sha256);
    return body === undefined ? { attempt } : { attempt, body };
  });
  const lastAttempt = outcome.attempts.at(-1);
  if (lastAttempt === undefined) return attempts;
  const extras = ([['screenshot', outcome.screenshot], ['print', outcome.print]] as const).flatMap(([part, body]): RecordedAttempt[] =>
    (body === undefined ? [] : [{ attempt: { ...lastAttempt, bytes: body.length, sha256: hash(body) }, body, part }]));
  return [...attempts, ...extras];
}
