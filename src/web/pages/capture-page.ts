import { type Context } from 'hono';
import { type WebDeps } from '../deps.ts';
import { notFoundPage } from './not-found-page.ts';

/**
 * `/captures/<sha256>`: the bytes that a source answered, as evidence names them. They are a stranger's: they come as
 * plain text or as a file, never as a page of ours, and may run and load nothing.
 */
export async function capturePage(c: Context, deps: WebDeps, sha256: string): Promise<Response> {
  const body = /^[0-9a-f]{64}$/.test(sha256) ? await deps.ledger.body(sha256) : null;
  if (body === null) return notFoundPage(c, deps);
  const isText = !body.subarray(0, 4096).includes(0);
  return c.body(Buffer.from(body), 200, {
    'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    'Content-Disposition': `${isText ? 'inline' : 'attachment'}; filename="${sha256}${isText ? '.txt' : '.bin'}"`,
    'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    // The name is the hash of the bytes: they never change.
    'Cache-Control': 'private, max-age=31536000, immutable',
  });
}
