/** The dates of every print: a print says what a page looked like, the capture says when. */
const FIXED = "20000101000000+00'00'";

/** Overwrites the creation and change dates of a PDF, in place and in the same length, so that its offsets still hold. */
export function withFixedDates(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf);
  for (const key of ['/CreationDate (D:', '/ModDate (D:']) {
    for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + key.length)) {
      const start = at + key.length;
      const end = bytes.indexOf(')', start);
      // Longer than any date: these are not the document's dates but bytes of a stream that happen to look so.
      if (end < 0 || end - start > FIXED.length) continue;
      bytes.write(FIXED.slice(0, end - start), start, 'latin1');
    }
  }
  return bytes;
}
