import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { CaptureFailure } from '../failure.ts';

/** What is asked for. zstd is left out: Node 20 cannot read it. */
export const ACCEPT_ENCODING = 'gzip, deflate, br';

/** More codings than this around one body are an attack, not a transfer. */
const MAX_CODINGS = 2;

/**
 * Undoes a `Content-Encoding`.
 * @param maxBytes the most that may come out; decompression stops there, so a bomb costs no more memory than that
 * @throws CaptureFailure TOO_LARGE or BROKEN_ENCODING
 */
export async function decodeBody(body: Uint8Array, contentEncoding: string, maxBytes: number): Promise<Uint8Array> {
  const codings = contentEncoding.toLowerCase().split(',').map((word) => word.trim()).filter((word) => word !== '' && word !== 'identity');
  if (codings.length > MAX_CODINGS) throw new CaptureFailure('BROKEN_ENCODING', `expected at most ${MAX_CODINGS} content codings; got ${codings.length}`);
  let decoded = body;
  for (const coding of codings.toReversed()) decoded = await undo(decoded, coding, maxBytes);
  if (decoded.length > maxBytes) throw tooLarge(maxBytes);
  return decoded;
}

async function undo(body: Uint8Array, coding: string, maxBytes: number): Promise<Uint8Array> {
  const options = { maxOutputLength: maxBytes };
  try {
    switch (coding) {
      case 'gzip': case 'x-gzip': return await promisify(gunzip)(body, options);
      case 'br': return await promisify(brotliDecompress)(body, options);
      // Some servers send "deflate" without the zlib header that the standard asks for.
      case 'deflate': return await (((body[0] ?? 0) & 0x0f) === 8 ? promisify<Uint8Array, typeof options, Buffer>(inflate) : promisify<Uint8Array, typeof options, Buffer>(inflateRaw))(body, options);
    }
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new CaptureFailure('BROKEN_ENCODING', `expected a whole ${coding} body; got one that does not decompress (${error instanceof Error ? error.message : String(error)})`);
  }
  throw new CaptureFailure('BROKEN_ENCODING', `expected one of ${ACCEPT_ENCODING}; got content-encoding "${coding}"`);
}

function tooLarge(maxBytes: number): CaptureFailure {
  return new CaptureFailure('TOO_LARGE', `expected at most ${maxBytes} bytes after decompression; got more`);
}
