import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRefusal } from '../../domain/finding.ts';
import { type Reading } from '../../domain/reading.ts';
import { filePage, pageOf, refusalFrom } from '../lib/new-api/page.test-support.ts';
import { flatkeyHome } from './index.ts';
import { pricePhrases } from './phrases.ts';

const FIXTURE = new URL('fixtures/2026-06.html', import.meta.url);

function read(body: string): Reading {
  return flatkeyHome.read(pageOf(body, { url: 'https://flatkey.example/' }));
}

/** A page with these cards, and one that can always be read. */
function readCards(...cards: readonly string[]): Reading {
  return read(`<html><body><main>${cards.map((card) => `<div class="card">${card}</div>`).join('')}</main></body></html>`);
}

function prices(reading: Reading): readonly string[] {
  return reading.routes.flatMap(({ route, rates }) => rates.map(({ meter, per, amount, kind }) => `${route} ${meter} ${per} ${amount} ${kind}`));
}

describe('Flatkey\'s homepage', () => {
  it('gives its golden rows', () => {
    const { reader, ...rest } = flatkeyHome.read(filePage(FIXTURE));
    expect(rest).toEqual(JSON.parse(readFileSync(new URL('fixtures/2026-06.rows.json', import.meta.url), 'utf8')));
    expect(reader).toBe(`flatkey-home@${flatkeyHome.version}`);
  });

  it('is evidence of a discovery, never of a catalog', () => {
    expect(flatkeyHome.evidence_class).toBe('discovery');
  });

  it('reads the teaser of June 2026 in any mark-up', () => {
    const teasers = [
      '<h3>Seedance 2.0</h3><p>$0.063 / sec</p>',
      '<h3>Seedance 2.0</h3><p><b>$0.063</b> <i>/ sec</i></p>',
      '<h4>Seedance <em>2.0</em></h4><span>US$0.063</span><span>/second</span>',
      '<span>Seedance 2.0</span><span>0.063 USD per second</span>',
      '<h3>Seedance 2.0</h3><div><div><div>only</div> $ 0.063 <small>/ s</small></div></div>',
    ];
    for (const teaser of teasers) expect(prices(readCards(teaser))).toEqual(['seedance-2.0 video_second 1 0.063 list']);
    expect(prices(readCards('<h3>Seedance 2.0</h3><p>from $0.063/sec</p>'))).toEqual(['seedance-2.0 video_second 1 0.063 from']);
  });

  it('takes the name of a linked model page over the marketing name', () => {
    const [route] = readCards('<a href="/models/bytedance-seedance-2-0?x=1"><h3>Seedance 2.0</h3><p>$0.063 / sec</p></a>').routes;
    expect(route).toMatchObject({ route: 'bytedance-seedance-2-0', aliases: ['Seedance 2.0'] });
  });

  it('does not give one model the price of its neighbour', () => {
    expect(prices(readCards('<h3>Seedance 2.0</h3><p>$0.063 / sec</p>', '<h3>Seedance 2.5</h3><p>$0.09 / sec</p>')))
      .toEqual(['seedance-2.0 video_second 1 0.063 list', 'seedance-2.5 video_second 1 0.09 list']);
    expect(prices(readCards('<h3>Veo 3</h3><p>soon</p>', '<h3>Seedance 2.5</h3><p>$0.09 / sec</p>'))).toEqual(['seedance-2.5 video_second 1 0.09 list']);
  });

  it('does not choose between two prices for one thing', () => {
    const reading = readCards('<h3>Seedance 2.0</h3><p>$0.063 / sec</p><p>$0.07 / sec</p>', '<h3>Paint 2</h3><p>$0.04 / image</p>');
    expect(prices(reading)).toEqual(['paint-2 image 1 0.04 list']);
    expect(reading.unread).toMatchObject([{ route: 'seedance-2.0' }]);
  });

  it.each([
    ['<html><body><h1>Welcome</h1></body></html>', 'an HTML page without a single price'],
    ['{"data":[]}', 'text that is not HTML, starting with "{\\"data\\":[]}"'],
    ['<html><body><p>Go plan: $10 / month</p></body></html>', 'an HTML page with prices, none of which can be read for certain ("$10 / month": no name of a model stands beside the price)'],
    ['<html><head><title>Just a moment...</title></head></html>', 'a challenge page of Cloudflare in front of it'],
    ['', 'an empty body (0 bytes)'],
  ])('refuses %s', (body, found) => {
    expect(refusalFrom(() => read(body)).found).toBe(found);
  });

  it('does not see what a visitor does not see', () => {
    expect(refusalFrom(() => read('<html><body><script>"$5 / sec"</script><template><h3>Seedance 9</h3>$1 / sec</template><!-- $2 / sec --></body></html>')).kind).toBe('source.shape_changed');
  });

  it('keeps hostile words as words', () => {
    const reading = readCards('<h3>&lt;img src=x onerror=alert(1)&gt; Veo 3</h3><p>$1 / sec</p>', '<h3>Paint 2</h3><p>$0.04 / image</p>', '<h3>Veo 3 =1+1\u0007</h3><p>$1 / sec</p>');
    expect(reading.routes.map(({ aliases }) => aliases?.[0])).toEqual(['<img src=x onerror=alert(1)> Veo 3', 'Paint 2', 'Veo 3 =1+1\u0007']);
  });

  it('never fails in another way than by a refusal, and never hangs', () => {
    const soup = fc.array(fc.constantFrom('<div class="card">', '</div>', '<h3>', '</h3>', 'Veo 3', '$0.06', ' / sec', '<b>', '</b>', ' from ', '<a href="/models/x-1">', '</a>', '3.33 USD/M', '<p>', '<li>'), { maxLength: 40 });
    fc.assert(fc.property(soup, (parts) => {
      expect(outcomeOf(parts.join(''))).toMatch(/^(?:reading|SourceRefusal)$/);
    }), { numRuns: 300 });
    for (const unit of ['<div>', '<p>$1 / sec', '$', '<div class="card"><h3>Veo 3</h3>$1 / sec', '1,', '$1', '<b>$1</b>']) {
      expect(outcomeOf(`<html><body>${unit.repeat(20_000)}$1 / sec`)).toMatch(/^(?:reading|SourceRefusal)$/);
    }
  });
});

function outcomeOf(body: string): string {
  try {
    read(body);
    return 'reading';
  } catch (error) {
    return error instanceof SourceRefusal ? error.name : String(error);
  }
}

describe('price phrases of a teaser', () => {
  it.each([
    ['$0.063 / sec', 'video_second 1 0.063'],
    ['from $1,234.50 per minute', 'minute 1 1234.50 from'],
    ['$0.25 / 1M input tokens', 'input_token 1000000 0.25'],
    ['USD 2 per million output tokens', 'output_token 1000000 2'],
    ['$0.002 / 1K prompt tokens', 'input_token 1000 0.002'],
    ['$0.04 per image', 'image 1 0.04'],
    ['0.50 USD/video', 'video 1 0.50'],
    ['$3 per request', 'request 1 3'],
    ['3.33 USD/M', '? 3.33: a price for tokens that does not say whether input or output is meant'],
    ['$5 / 1M tokens', '? 5: a price for tokens that does not say whether input or output is meant'],
    ['$5 credit', '? 5: an amount that does not say what it is for'],
    ['$10 / month', '? 10: an amount for something that is no use of a model, or that is not known here'],
    ['$0.063 / secret', '? 0.063: an amount for something that is no use of a model, or that is not known here'],
    ['gpt-5.5 is out', ''],
    ['1.2.3 USD', ''],
  ])('%s', (text, expected) => {
    const words = [...pricePhrases(text)].map((phrase) => phrase.meter === null ? `? ${phrase.amount}: ${phrase.reason}` : `${phrase.meter} ${phrase.per} ${phrase.amount}${phrase.from ? ' from' : ''}`);
    expect(words.join(' | ')).toBe(expected);
  });
});
