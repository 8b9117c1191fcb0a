import { readFileSync } from 'node:fs';
import { type CapturedPage } from '../../src/domain/capture.ts';
import { type Reading } from '../../src/domain/reading.ts';
import { byteplus } from '../../src/sources/byteplus/index.ts';
import { csv } from '../../src/sources/csv/index.ts';
import { fal } from '../../src/sources/fal/index.ts';
import { flatkey } from '../../src/sources/flatkey/index.ts';
import { flatkeyHome } from '../../src/sources/flatkey-home/index.ts';
import { htmlTable } from '../../src/sources/html-table/index.ts';
import { json } from '../../src/sources/json/index.ts';
import { newApi } from '../../src/sources/new-api/index.ts';
import { CSV_PRESETS } from '../../src/sources/presets/csv-presets.ts';
import { JSON_PRESETS } from '../../src/sources/presets/json-presets.ts';

/** A page that a reader reads, and the reader. */
export interface Subject {
  readonly name: string;
  readonly page: string;
  readonly read: (body: Uint8Array) => Reading;
}

const file = (path: string): string => readFileSync(new URL(`../../src/sources/${path}`, import.meta.url), 'utf8');
const page = (url: string, body: Uint8Array): CapturedPage => ({ purpose: '', url, status: 200, headers: {}, body, captured_at: '2026-10-09T12:00:00Z' });
const SITE = { id: 'catalog', url: 'https://catalog.example/prices' };

const FAL = [
  ['listing.json', 'https://fal.ai/api/models?limit=200&page=1'], ['llms.md', 'https://fal.ai/models/lumen-lab/aurora-2/text-to-video/llms.txt'], ['llms-generated.md', 'https://fal.ai/models/paper-crane/tile/llms.txt'],
  ['page.html', 'https://fal.ai/models/fal-ai/aurora-2/fast/image-to-video/playground'], ['platform.json', 'https://api.fal.ai/v1/models/pricing?endpoint_id=lumen-lab/aurora-2/text-to-video'], ['text.txt', 'https://fal.ai/models/tide/measure'],
] as const;
const TEXTS = [
  'Your request will cost **$0.10** per second for **720p**, **$0.15** per second for **1080p**. For example, a 5s video will cost **$0.50**. For **$1** you can run this model **10 times**.',
  'For every second of 720p video you generated, you will be charged **$0.3034/second**. Your request will cost **$0.014** per 1000 tokens. The number of tokens is given by (height of output video * width of output video * (input video duration + output video duration) * 24) / 1024. **If video inputs are provided the price is multiplied by 0.6**.',
  'Video costs **$0.0125** per second at **480p**, and **$0.04** per second at **1080p**.\n\nNote: these are promotional launch rates, **50%** off. The discount ends **September 30**, after which **480p** is **$0.025**/second, and **1080p** is **$0.08**/second.',
  'Text tokens (per 1M): **$5.00** input, **$1.25** cached, **$10.00** output.\nImage tokens (per 1M): **$8.00** input, **$30.00** output. Total cost is rounded up ($0.0001).',
];
const GATEWAY = ['2026-06.pricing', '2026-06.ratio_config', '2026-08.tiered', '2026-08.website', '2026-08.website-v2'];
const BYTEPLUS = ['2026-07.router.html', '2026-07.md', '2026-08.md', '2026-08.quill.html', '2026-10.md', '2026-10.rendered.html', 'trimmed.md'];
const film = htmlTable.settings.parse({
  table: 'table.prices', columns: { model: 'model', resolution: 'resolution', silent: ['without audio'], loud: ['with audio'] }, route: '{model}', sentinels: { '—': 'no_rate', 'contact sales': 'on_request', free: 'zero' },
  rates: [{ meter: 'video_second', amount: 'silent', conditions: { resolution: '{resolution}', audio: false } }, { meter: 'video_second', amount: 'loud', conditions: { resolution: '{resolution}', audio: true } }],
});
const european = csv.settings.parse({
  delimiter: ';', decimal: ',', currency: 'EUR', columns: { model: 'Model ID', status: 'status', input: 'Input (€ / 1M tokens)', output: ['output'], cached: { header: 'cached input', optional: true } }, route: '{model}',
  status: { path: 'status', words: { live: 'available', sunset: 'retired' } }, sentinels: { '-': 'no_rate', 'contact us': 'on_request', free: 'zero' },
  rates: [{ meter: 'input_token', amount: 'input', per: 1_000_000 }, { meter: 'output_token', amount: 'output', per: 1_000_000 }, { meter: 'cached_input_token', amount: 'cached', per: 1_000_000 }],
});

const ALL: readonly Subject[] = [
  ...FAL.map(([name, url]) => ({ name: `fal ${name}`, page: file(`fal/fixtures/2026-10.${name}`), read: (body: Uint8Array) => fal.read(page(url, body)) })),
  ...TEXTS.map((text, index) => ({ name: `fal prose ${index + 1}`, page: text, read: (body: Uint8Array) => fal.read(page('https://fal.ai/models/tide/measure', body)) })),
  ...BYTEPLUS.map((name) => ({ name: `byteplus ${name}`, page: file(`byteplus/fixtures/${name}`), read: (body: Uint8Array) => byteplus.read(page('https://docs.byteplus.com/en/docs/ModelArk/1544106', body), SITE, byteplus.settings.parse({})) })),
  ...GATEWAY.map((name) => ({ name: `flatkey ${name}`, page: file(`flatkey/fixtures/${name}.json`), read: (body: Uint8Array) => flatkey.read(page('https://flatkey.example/api/pricing', body)) })),
  { name: 'flatkey-home', page: file('flatkey-home/fixtures/2026-06.html'), read: (body: Uint8Array) => flatkeyHome.read(page('https://flatkey.example/', body)) },
  { name: 'new-api', page: file('new-api/fixtures/2026-08.fork.json'), read: (body: Uint8Array) => newApi.read(page(SITE.url, body), SITE, newApi.settings.parse({})) },
  ...Object.keys(JSON_PRESETS).map((preset) => ({ name: `json ${preset}`, page: file(`presets/fixtures/${preset}.json`), read: (body: Uint8Array) => json.read(page(SITE.url, body), undefined, json.settings.parse({ preset })) })),
  ...Object.keys(CSV_PRESETS).map((preset) => ({ name: `csv ${preset}`, page: file(`presets/fixtures/${preset}.csv`), read: (body: Uint8Array) => csv.read(page(SITE.url, body), undefined, csv.settings.parse({ preset })) })),
  { name: 'csv european', page: file('csv/fixtures/2026-06-24.csv'), read: (body: Uint8Array) => csv.read(page(SITE.url, body), undefined, european) },
  { name: 'html-table', page: file('html-table/fixtures/2026-06-24.html'), read: (body: Uint8Array) => htmlTable.read(page(SITE.url, body), undefined, film) },
];
const [FIRST, ...REST] = ALL;
if (FIRST === undefined) throw new Error('there is no fixture to mutate');
/** Every reader with every page of its fixtures, and price texts of fal one by one. */
export const SUBJECTS: readonly [Subject, ...Subject[]] = [FIRST, ...REST];
