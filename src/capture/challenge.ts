/** How much of a page is searched for the marks of a challenge. */
const HEAD_BYTES = 64 * 1024;

/** Response headers by which a bot wall says itself that this is a challenge. */
const HEADER_MARKS: readonly { readonly header: string; readonly values: readonly string[]; readonly who: string }[] = [
  { header: 'x-vercel-mitigated', values: ['challenge', 'deny'], who: 'Vercel' },
  { header: 'cf-mitigated', values: ['challenge'], who: 'Cloudflare' },
  { header: 'x-amzn-waf-action', values: ['challenge', 'captcha'], who: 'AWS WAF' },
];

/** Titles of challenge pages: enough by themselves, whatever the status says. */
const TITLE_MARKS: readonly { readonly title: string; readonly who: string }[] = [
  { title: 'vercel security checkpoint', who: 'Vercel' },
  { title: 'just a moment...', who: 'Cloudflare' },
  { title: 'attention required! | cloudflare', who: 'Cloudflare' },
  { title: 'ddos-guard', who: 'DDoS-Guard' },
  { title: 'human verification', who: 'AWS WAF' },
  { title: 'pardon our interruption', who: 'Imperva' },
];

/** Marks in the text that ordinary pages may carry too: they count only where the page was refused (status 400 and above). */
const BODY_MARKS: readonly { readonly mark: string; readonly who: string }[] = [
  { mark: 'vercel security checkpoint', who: 'Vercel' },
  { mark: '/cdn-cgi/challenge-platform/', who: 'Cloudflare' },
  { mark: 'captcha-delivery.com', who: 'DataDome' },
  { mark: 'px-captcha', who: 'HUMAN' },
  { mark: '_incapsula_resource', who: 'Imperva' },
];

/** Who put a bot challenge in the place of the page; null when this is no challenge. */
export function challengedBy(response: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array | null }): string | null {
  const byHeader = HEADER_MARKS.find(({ header, values }) => values.includes((response.headers[header] ?? '').trim().toLowerCase()));
  if (byHeader) return byHeader.who;
  if (!response.body) return null;
  const head = new TextDecoder('latin1').decode(response.body.subarray(0, HEAD_BYTES)).toLowerCase();
  if (!head.trimStart().startsWith('<')) return null;
  const start = head.indexOf('<title');
  const title = start < 0 ? '' : head.slice(head.indexOf('>', start) + 1, head.indexOf('</title', start)).trim();
  const byTitle = TITLE_MARKS.find((mark) => title === mark.title);
  if (byTitle) return byTitle.who;
  return response.status < 400 ? null : BODY_MARKS.find(({ mark }) => head.includes(mark))?.who ?? null;
}
