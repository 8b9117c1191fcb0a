import { describe, expect, it } from 'vitest';
import { type Reading } from '../../domain/reading.ts';
import { byteplus } from './index.ts';
import { quillContent, renderedPage, routerPage } from './page-forms.test-support.ts';
import { fixture, readText, refusalOf, SOURCE, truth } from './read-text.test-support.ts';

const VERSIONS = ['2026-07.md', '2026-08.md', '2026-10.md', 'trimmed.md'] as const;

describe('golden rows', () => {
  it.each([...VERSIONS, '2026-07.router.html', '2026-08.quill.html', '2026-10.rendered.html'])('%s reads to the rows beside it', (name) => {
    const rows = JSON.parse(fixture(name.replace(/\.(?:md|html)$/, '.rows.json'))) as Reading;
    expect(readText(fixture(name))).toEqual(rows);
  });
});

describe('the forms of one page', () => {
  it.each(VERSIONS)('%s gives the same rates as router data, Quill delta (marked and flattened) and rendered tables', (name) => {
    // A row with a cell missing exists in Markdown only: the other forms are grids.
    const markdown = fixture(name).replace(/^\|short.*\n/m, '');
    const expected = truth(readText(markdown));
    expect(expected.length).toBeGreaterThan(10);
    expect(truth(readText(routerPage({ MDContent: markdown })))).toEqual(expected);
    expect(truth(readText(routerPage({ MDContent: '', Content: quillContent(markdown) })))).toEqual(expected);
    expect(truth(readText(routerPage({ MDContent: '', Content: quillContent(markdown, { flat: true }) })))).toEqual(expected);
    expect(truth(readText(renderedPage(markdown)))).toEqual(expected);
  });

  it('finds the document under any route key and beside other scripts', () => {
    const page = routerPage({ MDContent: fixture('2026-07.md') }, 'docs/$id(.html)/v2').replace('<head>', '<head><script>var before = window._ROUTER_DATA || {"a": "}"};</script>');
    expect(readText(page).routes.length).toBeGreaterThan(10);
  });

  it.each(['<sup>1</sup>', '<sup>[1]</sup>', ' <sup>1</sup>', '<sub class="note">1</sub>', '<span>1</span>', '<b>1</b>', '<a href="#note-1">1</a>'])('never takes the mark %s for a digit of the price before it', (mark) => {
    const MINI = 'dreamina-seedance-2-0-mini-260615';
    const markdown = fixture('2026-07.md');
    const from = markdown.indexOf(MINI.replaceAll('-', '\\-'));
    const marked = `${markdown.slice(0, from)}${markdown.slice(from).replace('3.5', `3.5${mark}`)}`;
    const rendered = renderedPage(markdown);
    const renderedMarked = `${rendered.slice(0, rendered.indexOf(MINI))}${rendered.slice(rendered.indexOf(MINI)).replace('3.5', `3.5${mark}`)}`;
    for (const text of [marked, routerPage({ MDContent: marked }), renderedMarked]) {
      const reading = readText(text);
      expect(truth(reading)).toEqual(truth(readText(markdown)).filter((line) => !line.startsWith(MINI)));
      expect(reading.unread).toMatchObject([{ route: MINI, said: expect.stringMatching(/3\.5 \[?1/) as string, reason: expect.any(String) as string }]);
    }
  });

  it.each(['3.5[1](#note)', '3.5`1`', '3.**5**'])('leaves a number unread that mark-up parts: %s', (printed) => {
    const text = fixture('2026-07.md').replace('|2.5 |1.25 |', `|${printed} |1.25 |`);
    expect(readText(text).unread).toMatchObject([{ route: 'seedance-1-0-pro-250528' }]);
  });

  it('never takes a raised digit of the Quill delta for one of the price before it', () => {
    const quill = quillContent(fixture('2026-07.md'));
    const marked = quill.replace('{"insert":"2.5\\n"}', '{"insert":"2.5"},{"insert":"1","attributes":{"script":"super"}},{"insert":"\\n"}');
    expect(marked).not.toBe(quill);
    expect(readText(routerPage({ MDContent: '', Content: marked })).unread).toMatchObject([{ said: expect.stringContaining('2.5 1') as string }]);
  });

  it('says which rate the two forms disagree about, and keeps the Markdown', () => {
    const markdown = fixture('2026-07.md');
    const reading = readText(routerPage({ MDContent: markdown, Content: quillContent(markdown.replace('Input without video: 7.0<br>', 'Input without video: 7.1<br>')) }));
    expect(reading.notes.map((note) => note.message).join('\n')).toMatch(/two forms of the page disagree about dreamina-seedance-2-0-260128.*markdown says 7 USD per 1000000, quill says 7\.1/);
    expect(truth(reading)).toEqual(truth(readText(markdown)));
  });
});

describe('what is captured', () => {
  const page = (purpose: string, body: string) => ({ purpose, url: SOURCE.url, status: 200, headers: {}, body: new TextEncoder().encode(body), captured_at: '2026-08-20T00:00:00Z' });
  const auto = byteplus.settings.parse({});
  const shell = '<!doctype html><html><head><title>BytePlus</title></head><body><div id="root"></div></body></html>';

  it('asks for the page by HTTP first, and for no more when the router data is there', () => {
    expect(byteplus.follow(SOURCE, auto, [])).toEqual([{ purpose: 'page', url: SOURCE.url, method: 'http', optional: true }]);
    expect(byteplus.follow(SOURCE, auto, [page('page', fixture('2026-07.router.html'))])).toEqual([]);
  });

  it('asks a browser when the page is a shell without data, once', () => {
    const rendered = byteplus.follow(SOURCE, auto, [page('page', shell)]);
    expect(rendered).toEqual([{ purpose: 'rendered', url: SOURCE.url, method: 'browser', waitFor: { selector: 'table' } }]);
    expect(byteplus.follow(SOURCE, auto, [page('page', shell), page('rendered', renderedPage(fixture('2026-07.md')))])).toEqual([]);
  });

  it('asks a browser always or never when told so', () => {
    expect(byteplus.follow(SOURCE, byteplus.settings.parse({ render: 'always' }), [page('page', fixture('2026-07.router.html'))])).toMatchObject([{ method: 'browser', optional: true }]);
    expect(byteplus.follow(SOURCE, byteplus.settings.parse({ render: 'never' }), [page('page', shell)])).toEqual([]);
    expect(byteplus.follow(SOURCE, byteplus.settings.parse({ render: 'never' }), [])).toEqual([{ purpose: 'page', url: SOURCE.url, method: 'http' }]);
  });

  it('lets one page speak: as served before rendered, with a note when they differ', () => {
    const markdown = fixture('2026-07.md');
    const read = (purpose: string, body: string) => ({ page: page(purpose, body), reading: byteplus.read(page(purpose, body), SOURCE, auto) });
    const served = read('page', routerPage({ MDContent: markdown }));
    const same = byteplus.compose([served, read('rendered', renderedPage(markdown))]);
    expect(same.routes.map((route) => route.route)).toEqual(served.reading.routes.map((route) => route.route));
    expect(same.notes).toEqual(served.reading.notes);
    const other = byteplus.compose([read('rendered', renderedPage(markdown.replace('|2.5 |1.25 |', '|2.6 |1.25 |'))), served]);
    expect(truth(other)).toEqual(truth(served.reading));
    expect(other.notes.at(-1)?.message).toContain('differ in 2 rates');
  });
});

describe('pages that are refused, each in words of its own', () => {
  const markdown = fixture('2026-07.md');
  const router = fixture('2026-07.router.html');
  const twin = '# 模型价格\n\n|**模型 ID** |**在线推理**<br><br>(元 / 百万 token) |\n|---|---|\n|doubao\\-seedance\\-2\\-0\\-260128 |46.00 |\n';
  it.each([
    ['nothing', '', 'source.unreadable', 'an empty body'],
    ['a shell without data', '<!doctype html><html><head><title>BytePlus docs</title></head><body><div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript></body></html>', 'source.unreadable', 'script shell without the document'],
    ['the text of a shell', 'You need to enable JavaScript to run this app.\nnavigation\nBytePlus', 'source.unreadable', 'script shell'],
    ['a stub', '---\nurl: https://docs.byteplus.com/x\ntitle: \'Pricing\'\n---\n\n\n', 'source.unreadable', 'front matter and no body'],
    ['half of the router data', router.slice(0, router.length / 2), 'source.unreadable', 'router data stops'],
    ['half of the Markdown', markdown.slice(0, markdown.indexOf('Input with video: 2.4')), 'source.unreadable', 'stops inside a table row'],
    ['half of the rendered page', renderedPage(markdown).slice(0, 4_000), 'source.unreadable', 'HTML stops before its end'],
    ['broken router data', router.replace('"loaderData":', '"loaderData"'), 'source.unreadable', 'does not parse'],
    ['router data without the document', routerPage({ Title: 'Pricing' }), 'source.shape_changed', 'without a document'],
    ['a challenge', '<!DOCTYPE html><html><head><title>Vercel Security Checkpoint</title></head><body>We are verifying your browser</body></html>', 'source.challenged', 'challenge page'],
    ['another provider in HTML', `<!doctype html><html><head><title>fal.ai models</title></head><body>${'<p>generative media</p>'.repeat(40)}</body></html>`, 'source.shape_changed', "another provider's page"],
    ['another provider in Markdown', '# Pricing\n\n|Model |Input (USD / M tokens) |\n|---|---|\n|o9-mini |1.10 |\n', 'source.shape_changed', "another provider's page"],
    ['another provider in JSON', '{"models":[{"id":"x","price":1}]}', 'source.shape_changed', 'JSON without a document'],
    ['cut JSON', '{"Result": {"MDContent": "abc', 'source.unreadable', 'does not parse'],
    ['a BytePlus page without prices', '# Rate limits\n\nBytePlus ModelArk limits calls by minute.\n', 'source.shape_changed', 'without any price table'],
    ['a BytePlus page whose tables are none of prices', '# ModelArk regions\n\n|Region |Endpoint |\n|---|---|\n|eu\\-west |ark |\n', 'source.shape_changed', 'without any price table'],
    ['the Chinese twin', twin, 'source.shape_changed', 'Volcengine twin'],
    ['the Chinese twin as JSON', JSON.stringify({ Result: { LibraryID: 82379, MDContent: twin } }), 'source.shape_changed', 'Volcengine twin'],
    ['the twin in dollars', markdown.replaceAll('dreamina\\-', 'doubao\\-').replaceAll('|seed', '|doubao\\-seed').replaceAll('|glm', '|doubao\\-glm').replaceAll('|gpt', '|doubao\\-gpt'), 'source.shape_changed', 'Volcengine twin'],
  ])('%s', (_name, body, kind, words) => {
    const refusal = refusalOf(body);
    expect(refusal?.message).toContain(words);
    expect(refusal?.kind).toBe(kind);
  });

  it('refuses the twin by its address and a challenge by its headers', () => {
    expect(refusalOf(markdown, { url: 'https://www.volcengine.com/docs/82379/1544106' })?.message).toContain('Volcengine twin');
    expect(refusalOf('<html><body>wait</body></html>', { headers: { 'x-vercel-mitigated': 'challenge' } })?.kind).toBe('source.challenged');
  });

  it('leaves a row or table of the twin out and unread', () => {
    const reading = readText(markdown.replace('|seedance\\-1\\-0\\-pro\\-250528 |', '|doubao\\-seedance\\-1\\-0\\-pro\\-250528 |'));
    expect(reading.routes.some(({ route }) => route.includes('doubao'))).toBe(false);
    expect(reading.unread).toMatchObject([{ reason: expect.stringContaining('Volcengine twin') as string }]);
  });
});

describe('rows that a reviewer needs', () => {
  it('names the family that is missing', () => {
    const reading = readText(fixture('2026-07.md').replaceAll('seedance\\-2\\-0', 'seedance\\-3\\-0'));
    expect(reading.notes).toContainEqual({ kind: 'source.row_missing', message: expect.stringContaining('no Seedance 2.0 row in this capture: attach a console quote') as string });
  });

  it('takes exact ids, globs and marketing names', () => {
    const missing = (pattern: string) => readText(fixture('2026-07.md'), { expect: [pattern] }).notes.filter((note) => note.kind === 'source.row_missing').length;
    expect(['dreamina-seedance-2-0-260128', '*mini*', 'Dreamina Seedance 2.0', 'seedance 2.0 mini', 'SEEDANCE-1-0-PRO-250528'].map(missing)).toEqual([0, 0, 0, 0, 0]);
    expect(['dreamina-seedance-2-0', '*seedance-2-5*', 'Seedance 2.5'].map(missing)).toEqual([1, 1, 1]);
  });

  it('says so when the row is there but could not be read', () => {
    const reading = readText(fixture('2026-07.md').replaceAll('Input without video', 'Moonlit input'));
    expect(reading.notes.find((note) => note.kind === 'source.row_missing')?.message).toMatch(/no readable Seedance 2\.0 row.*is there, but unknown words "Moonlit input"/);
  });
});
