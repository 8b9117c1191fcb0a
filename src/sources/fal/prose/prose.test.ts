import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProse } from './index.ts';

/** The remarks beside the rates: "at least 30 seconds". */
function others(text: string): readonly unknown[] {
  return readProse(text).rates.map(({ conditions }) => conditions.other);
}

/** Rates as short lines: "0.05 video_second/1 720p audio". */
function lines(text: string): readonly string[] {
  return readProse(text).rates.map((rate) => {
    const { resolution, audio, duration_s, tier, input, option, prompt_tokens } = rate.conditions;
    const said = [resolution, audio === undefined ? undefined : audio ? 'audio' : 'silent', duration_s === undefined ? undefined : `${duration_s}s`, tier, input === undefined ? undefined : `input:${input}`, option, prompt_tokens];
    return [rate.amount, `${rate.meter}/${rate.per}`, rate.role === 'rate' ? undefined : rate.role, ...said, rate.approximate === true ? '~' : undefined].filter((part) => part !== undefined).join(' ');
  }).toSorted();
}

const FORMS: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ['a flat rate', 'Your request will cost **$0.07** per image.', ['0.07 image/1']],
  ['a rate without a unit', 'Your request will cost **$0.07**.', ['0.07 request/1']],
  ['the condition behind the amount', '**$0.11** per second for **720p**, **$0.19** per second for **1080p**.', ['0.11 video_second/1 720p', '0.19 video_second/1 1080p']],
  ['the condition before the amount', '720p: $0.11/s, 1080p: $0.19/s', ['0.11 video_second/1 720p', '0.19 video_second/1 1080p']],
  ['nothing between amount and condition', 'For every second of video, you pay **$0.11** 720p, **$0.19** 1080p.', ['0.11 video_second/1 720p', '0.19 video_second/1 1080p']],
  ['one amount for several sizes', 'Videos cost $0.11 per second at 480p/720p and $0.19 at 1080p.', ['0.11 video_second/1 480p', '0.11 video_second/1 720p', '0.19 video_second/1 1080p']],
  ['two amounts for one size', 'For every second you pay **$0.11** without audio or **$0.19** with audio for 720p or 1080p.', ['0.11 video_second/1 1080p silent', '0.11 video_second/1 720p silent', '0.19 video_second/1 1080p audio', '0.19 video_second/1 720p audio']],
  ['an ellipsis', 'At 4k, you are charged $0.31 per second without audio, or $0.52 with.', ['0.31 video_second/1 4k silent', '0.52 video_second/1 4k audio']],
  ['lists side by side', '480p, 720p and 1080p cost $0.01, $0.02 and $0.04 per second respectively.', ['0.01 video_second/1 480p', '0.02 video_second/1 720p', '0.04 video_second/1 1080p']],
  ['a list that refers to the sentence before', 'Video costs $0.1 per second at 720p and $0.2 at 1080p. Creative mode costs more at each tier: $0.3 and $0.5 per second respectively.', ['0.1 video_second/1 720p', '0.2 video_second/1 1080p', '0.3 video_second/1 720p creative', '0.5 video_second/1 1080p creative']],
  ['base and extra', 'For **5s** video your request will cost **$1.10**. For every aditional second you will be charged **$0.22.**', ['0.22 video_second/1 surcharge', '1.10 video/1 5s']],
  ['first and further', 'The first megapixel costs **$0.06**. Each additional megapixel will cost **0.02**', ['0.02 megapixel/1 surcharge', '0.06 megapixel/1']],
  ['what goes beyond the first', 'Your video costs **$0.21** for the first 5 seconds. Every second after that is **$0.05**.', ['0.05 video_second/1 surcharge', '0.21 video/1 5s']],
  ['first and further in one clause', 'The first megapixel costs $0.05 and every megapixel after that $0.02.', ['0.02 megapixel/1 surcharge', '0.05 megapixel/1']],
  ['two things, each with its name', 'Lip sync costs **$0.06** per second and upscaling **$0.03** per megapixel.', ['0.03 megapixel/1 upscaling', '0.06 video_second/1 lip sync']],
  ['two things set side by side', 'Standard mode is $0.06 per second while pro mode costs $0.11.', ['0.06 video_second/1 standard', '0.11 video_second/1 pro']],
  ['a minimum of seconds is no length', 'You pay **0.02** $ per second of the input video, with a minimum charge for **30** seconds.', ['0.02 video_second/1 input:video']],
  ['what a billing sentence names', 'Billing is calculated per second of the input audio. At **720p**, your request will cost **$0.11** per second.', ['0.11 audio_second/1 720p']],
  ['the length of a prompt in signs', 'Input tokens cost $1.5 per 1M tokens (≤200k context) and $3 per 1M tokens (>200k context).', ['1.5 input_token/1000000 [0,200000]', '3 input_token/1000000 (200000,)']],
  ['sizes that happen to count up', 'Your request will cost **$0.03** per image at 1K resolution. 2K images cost **$0.06**; 4K images cost **$0.12**.', ['0.03 image/1 1k', '0.06 image/1 2k', '0.12 image/1 4k']],
  ['how much larger a picture gets', 'Your request will cost $0.06 for 2x and $0.12 for 4x upscaling.', ['0.06 request/1 2x', '0.12 request/1 4x']],
  ['the same for less', 'You pay $20 per 1M characters (about $0.02 per 1000 characters).', ['20 character/1000000']],
  ['the same for more', 'Your request will cost $0.03 per image. 2 images cost $0.06.', ['0.03 image/1']],
  ['a flat price for short videos', 'Your request will cost $0.3 for videos up to 30 seconds. For longer videos, you will be charged $0.01 per second of output video.', ['0.01 video_second/1 longer', '0.3 video/1 up_to_30_s']],
  ['what is asked for an input', 'Priced per second of output video and per input image: **480p** at **$0.03**/sec. Each input image costs **$0.02**.', ['0.02 input_image/1 surcharge input:image', '0.03 video_second/1 480p']],
  ['what a minimum of seconds comes to', 'You pay $0.03 per second for 720p or $0.05 per second for 1080p, with a minimum of 4 billable seconds - $0.12 for 720p and $0.20 for 1080p.', ['0.03 video_second/1 720p', '0.05 video_second/1 1080p', '0.12 request/1 minimum 720p', '0.20 request/1 minimum 1080p']],
  ['a total with what was added', 'A base model without textures costs $0.70. Adding textures brings the total to $1.10. Rigging adds $0.30, and animation adds $0.15 per call. A textured model with rigging and animation costs $1.55.', ['0.15 request/1 surcharge animation', '0.30 request/1 surcharge rigging', '0.70 request/1 without textures', '1.10 request/1 textures']],
  ['what each of them costs', 'Input images cost $0.004 each. Output images cost $0.05 each.', ['0.004 input_image/1 surcharge input:image', '0.05 image/1']],
  ['what is added behind a price', 'Base costs $0.60, audio adds $0.30, upscaling adds $0.40.', ['0.30 request/1 surcharge audio', '0.40 request/1 surcharge upscaling', '0.60 request/1']],
  ['totals one after the other', 'Your request will cost $0.50 per 5 second video. Adding audio brings it to $0.60, adding lip sync to $0.90.', ['0.50 video/1 5s', '0.60 video/1 audio 5s', '0.90 video/1 audio 5s lip_sync']],
  ['the same by the minute', 'Your request will cost $0.06 per second (that is $3.60 per minute).', ['0.06 video_second/1']],
  ['what a minimum comes to in brackets', 'You pay $0.03 per second with a minimum of 5 seconds ($0.15).', ['0.03 video_second/1', '0.15 request/1 minimum']],
  ['what an amount is for', 'Your request will cost $0.04 for 2x, $0.09 for 4x, and $0.30 for 8x.', ['0.04 request/1 2x', '0.09 request/1 4x', '0.30 request/1 8x']],
  ['a subject behind a multiplier', '$0.13 per generated second; 4K doubles the price, and HDR adds another $0.05 per second.', ['0.05 video_second/1 surcharge hdr', '0.13 video_second/1']],
  ['audio with a colon', 'No audio: $0.11/s; audio: $0.16/s; audio + lip sync: $0.21/s.', ['0.11 video_second/1 silent', '0.16 video_second/1 audio', '0.21 video_second/1 audio audio + lip sync']],
  ['a tier behind "at"', 'Your request will cost $0.06 per image at low quality, $0.11 at medium and $0.21 at high.', ['0.06 image/1 low', '0.11 image/1 medium', '0.21 image/1 high']],
  ['what a piece uses', 'Your request will cost $0.006 per credit; a 5s 720p video uses 40 credits ($0.24).', ['0.006 unit/1']],
  ['a base before what is additional', 'For 5s video the cost is $2.60, with additional $0.40 per second.', ['0.40 video_second/1 surcharge', '2.60 video/1 5s']],
  ['one of something', 'For **1 image** your request will cost **0.02$**.', ['0.02 image/1']],
  ['a second with an article', 'A second of 720p video costs $0.11.', ['0.11 video_second/1 720p']],
  ['switches in parentheses', 'Your request will cost **$0.03** per 20 frames (Refine Edges: ON) / **$0.02** (Refine: OFF).', ['0.02 other/20 no_refine', '0.03 other/20 refine_edges']],
  ['one price for several names', 'You pay **$0.07** for each started 24 megapixels with Normal, Strong, or Extreme, and **$0.09** for each started 20 megapixels with Denoise Max.', ['0.07 megapixel/24 normal, strong or extreme', '0.09 megapixel/20 denoise max']],
  ['pairs in the order of the sentence before', 'At 30 fps, 10 seconds costs **$1.10** up to 1080p or **$2.40** at 4K with Aurora 2 or Mini. At 60 fps, the same 10-second examples cost **$2.20**/**$4.80** for Aurora 2.', ['1.10 video/1 up to 1080p 10s aurora 2 or mini 30fps', '2.20 video/1 up to 1080p 10s aurora 2 60fps', '2.40 video/1 4k 10s aurora 2 or mini 30fps', '4.80 video/1 4k 10s aurora 2 60fps']],
  ['a list price in a promotion', 'Sessions cost $0.05 per second of video. The promotional price expires on Sep 30th, with list price being $0.10 per second of video.', ['0.05 video_second/1', '0.10 video_second/1 future']],
  ['additions to prices of one length', 'For a 5s video without audio, you pay $0.30 for 540p and $0.60 for 1080p. Enabling audio adds $0.40 for 540p, and $0.70 for 1080p.', ['0.30 video/1 540p silent 5s', '0.40 video/1 surcharge 540p audio 5s', '0.60 video/1 1080p silent 5s', '0.70 video/1 surcharge 1080p audio 5s']],
  ['sizes below and above an area', 'You pay **$0.04 per generated layer** for total pixel area under 1536x1536. For total pixel area over 1536x1536, you pay **$0.08 per generated layer**.', ['0.04 other/1 below 1536x1536', '0.08 other/1 above 1536x1536']],
  ['tiers that need no verb', 'For 1024x1024: low $0.02, medium $0.05, high $0.17.', ['0.02 request/1 1024x1024 low', '0.05 request/1 1024x1024 medium', '0.17 request/1 1024x1024 high']],
  ['a tier in parentheses', 'Speech costs **$0.06** per 1,000 characters (turbo **$0.02**).', ['0.02 character/1000 turbo', '0.06 character/1000 speech']],
  ['what a tier is of', 'Low quality images cost $0.02, medium $0.03 and high $0.05.', ['0.02 image/1 low', '0.03 image/1 medium', '0.05 image/1 high']],
  ['a surcharge for an option', 'Your request will cost $0.30 (without textures) or $0.45 (with textures), plus $0.10 for quad mesh.', ['0.10 request/1 surcharge quad_mesh', '0.30 request/1 without textures', '0.45 request/1 textures']],
  ['a minimum charge', 'Your request will cost $2.40 per 1000 steps, with a minimum charge of $1.20.', ['1.20 request/1 minimum', '2.40 step/1000']],
  ['a minimum quantity is no amount', 'Your request will cost **$0.002 per step** (minimum of 500 steps is charged).', ['0.002 step/1']],
  ['a cap', 'Each second costs $0.20. Requests end after 10 seconds, so the maximum cost per request is **$2.00**.', ['0.20 video_second/1', '2.00 request/1 cap']],
  ['a sign behind, outside the bold, and none', '**0.17** $ per image at 1K, $**0.20** per image at 2K, **0.40** per image at 4K.', ['0.17 image/1 1k', '0.20 image/1 2k', '0.40 image/1 4k']],
  ['thousands', 'Text costs **$0.03** per **1,000** characters.', ['0.03 character/1000']],
  ['a decimal comma', 'Your request will cost $0,0125 per second.', ['0.0125 video_second/1']],
  ['a hedge', 'It will cost roughly **$0.05/sec** at 480p and $0.09/sec at 720p.', ['0.05 video_second/1 480p ~', '0.09 video_second/1 720p ~']],
  ['tokens of several kinds', 'Text tokens (per 1M): $5 input, $1 cached, $9 output. Image tokens (per 1M): $8 input, $30 output.', ['1 cached_input_token/1000000', '30 image_output_token/1000000', '5 input_token/1000000', '8 image_input_token/1000000', '9 output_token/1000000']],
  ['tokens by subject', 'Input tokens cost **1.2** per millition tokens and output tokens cost **6** per millition tokens.', ['1.2 input_token/1000000', '6 output_token/1000000']],
  ['a price in a formula', 'The formula is: 0.0031 * steps. With 1000 steps, your request will cost **$3.10**.', ['0.0031 step/1']],
  ['the generated bullet', '- **Price**: $0.05 per megapixels', ['0.05 megapixel/1']],
  ['headings over lists', '**480p**\n- without audio: $0.05 per second\n- with audio: $0.08 per second\n\n**720p**\n- without audio: $0.10 per second', ['0.05 video_second/1 480p silent', '0.08 video_second/1 480p audio', '0.10 video_second/1 720p silent']],
  ['a thing no list knows', 'Your request will cost $0.02 per generated layer.', ['0.02 other/1']],
  ['amounts with slashes and names with slashes', 'Training costs $8 / $3 per 1,000 steps for geometry / texture.', ['3 step/1000 texture', '8 step/1000 geometry']],
];

describe('the prose grammar', () => {
  for (const [name, text, expected] of FORMS) it(`reads ${name}`, () => expect(lines(text)).toEqual(expected.toSorted()));

  it('never takes a worked total, a restatement or a rounding step for a rate', () => {
    const text = 'Your request will cost **$0.08** per second. For example, a 5s video will cost **$0.40**. A single 6 second video will cost **$0.48/video**. '
      + 'For **$1** you can run this model **12 times**. The total is rounded up to the nearest hundredth of a cent ($0.0001).';
    expect(lines(text)).toEqual(['0.08 video_second/1']);
  });

  it('says where a worked example does not follow from what was read', () => {
    expect(readProse('Your request will cost $0.08 per second. For example, a 5s video will cost $0.50.').remarks).toHaveLength(1);
    expect(readProse('Your request will cost $0.08 per second. For example, a 5s video will cost $0.40.').remarks).toEqual([]);
    expect(readProse('Billed per second of video at **$0.20 per second**.\n\n**Example — 5-second output:** 5 × $0.20 = **$1.00**').remarks).toEqual([]);
  });

  it('asks no price for nothing', () => {
    const { rates } = readProse('Your request will cost $0.10 per 0second for 720p, $0.20 per 0 seconds. For example, a 5s video will cost $0.50.');
    expect(rates.filter(({ per, unit }) => per === 0 || unit === 'second')).toEqual([]);
  });

  it('lists as unread what is not certain', () => {
    for (const text of ['Your request costs **$0.0031 cents per step**.', 'Pricing is 0.08 cents/s of video.', 'Prices are $0.05 - $0.20 per image.', 'Your request will cost $0.1 / $0.2 per image.',
      'Your request will cost €0.20 per image.', 'You will be charged based on the number of input and output tokens.', 'Your request will cost $0.1 per second. Your request will cost $0.2 per second.']) {
      const { rates, unread } = readProse(text);
      expect({ text, rates }).toEqual({ text, rates: [] });
      expect({ text, unread: unread.length > 0, explained: unread.every(({ said, reason }) => said !== '' && reason !== '') }).toEqual({ text, unread: true, explained: true });
    }
  });

  it.each([
    ['For a 5-second clip your request will cost $0.45. For 8-second clips, costs double; for 10-second clips, costs are 2.2x the 5-second base (1080p not supported for 10s).', [['2', '8 s'], ['2.2', '10 s']]],
    ['The formula is: 0.002 * steps * reference_multiplier. The reference multiplier for 1, 2 and 3 images is 2.11, 3.44, and 5.09 respectively.', [['2.11', '1 images'], ['3.44', '2 images'], ['5.09', '3 images']]],
    ['Your request will cost 0.07 $ per video second for 540p, cost will be 2.2x for 720p.', [['2.2', '720p']]],
    ['You pay $0.15 for 540p. If input video duration is greater than 5 s the cost will double.', [['2', 'If input video duration is greater than 5 s the cost will double.']]],
    ['480p is $0.07 per second while 720p is double.', [['2', '720p']]],
    ['$0.06 per second at 480p. A 1.2x multiplier is added to videos over 15 seconds', [['1.2', 'A 1.2x multiplier is added to videos over 15 seconds']]],
  ])('says what each multiplier is for: %s', (text, multipliers) => {
    expect(readProse(text).formula?.multipliers.map(({ factor, when }) => [factor, when])).toEqual(multipliers);
  });

  it.each([
    ['You pay $0.02 per second of the input video, with a minimum charge for **30** seconds.', 'at least 30 seconds'], ['You pay $0.12 per minute of input video. Minimum charge: 1 minute.', 'at least 1 minute'],
    ['Your request will cost **$0.003 per step** (minimum of 200 steps is charged).', 'at least 200 steps'], ['$0.06 per second (3-second minimum).', 'at least 3 seconds'], ['$2.2 per minute, with a minimum billing duration of 20 seconds.', 'at least 20 seconds'],
  ])('says the least that is billed beside the rate: %s', (text, least) => {
    expect(others(text)).toEqual([least]);
  });

  it('reads multipliers and the token formula as a formula, never as rates', () => {
    const { rates, formula } = readProse('Your request will cost $0.014 per 1000 tokens. The number of tokens is (height of output video * width of output video * (input video duration + output video duration) * 24) / 1024. **If video inputs are provided the price is multiplied by 0.6**.');
    expect(rates).toHaveLength(1);
    expect(formula).toMatchObject({ kind: 'video_tokens', fps: 24, divisor: 1024, counts_input_video: true, multipliers: [{ factor: '0.6', when: 'video input' }] });
    expect(readProse('Your request will cost $0.03 per image for 1K, price will be double for 4K.').formula).toMatchObject({ kind: 'scaled', multipliers: [{ factor: '2', when: '4k' }] });
    expect(readProse('Your request will cost $0.08 per minute. If keywords are used, it will cost %30 more.').formula?.multipliers.map(({ factor }) => factor)).toEqual(['1.3']);
  });

  it('keeps the promotional price and the one after it apart', () => {
    const { rates } = readProse('Video costs $0.02 per second at 480p.\n\nNote: launch rates, **50%** off. The discount ends **October 31**, after which **480p** is **$0.04**/second.');
    expect(rates.map(({ amount, role, kind, conditions }) => [amount, role, kind, conditions.note])).toEqual([['0.04', 'future', 'list', undefined], ['0.02', 'rate', 'promotion', 'promo until October 31']]);
  });

  it('keeps the words that each rate was read from, exactly as printed', () => {
    const first = 'For every second of 720p video you generated, you will be charged **$0.14/second**.';
    expect(readProse(`${first}  For 1080p video you will be charged **$0.28/second**.`).rates.map(({ said }) => said)).toContain(first);
  });
});

const price = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9999 })).map(([whole, rest]) => `${whole}.${String(rest).padStart(4, '0')}`);
const size = fc.constantFrom('360p', '480p', '540p', '720p', '768p', '1080p', '1440p', '2k', '4k', '512p');
const tiers = fc.uniqueArray(size, { minLength: 1, maxLength: 5 }).chain((sizes) => fc.tuple(fc.constant(sizes), fc.uniqueArray(price, { minLength: sizes.length, maxLength: sizes.length })));

/** The same list of tiers in the orders and dresses that fal uses. */
const DRESSES: readonly ((pairs: readonly (readonly [string, string])[]) => string)[] = [
  (pairs) => `Your request will cost ${listed(pairs.map(([name, amount]) => `**$${amount}** per second for **${name}**`))}.`,
  (pairs) => `For every second of video you generate, you will be charged ${listed(pairs.map(([name, amount]) => `$${amount} at ${name}`))}.`,
  (pairs) => `Priced per second of output video, by resolution: ${pairs.map(([name, amount]) => `${name} at **$${amount}**/sec`).join(', ')}.`,
  (pairs) => pairs.map(([name, amount]) => `For **${name}**, your request will cost **${amount} $** per second.`).join(' '),
  (pairs) => `Your  request will cost  ${listed(pairs.map(([name, amount]) => `$**${amount}** per **video second** for **${name.toUpperCase()}**`))} .`,
  (pairs) => pairs.map(([name, amount]) => `- **${name}**: $${amount} per seconds`).join('\n'),
];

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}${parts.length > 2 ? ',' : ''} and ${parts.at(-1)}`;
}

describe('mutations keep the truth', () => {
  it('whatever the amounts, the sizes, their order, the bold, the spaces and the plural', () => {
    fc.assert(fc.property(tiers, fc.constantFrom(...DRESSES), ([sizes, amounts], dress) => {
      const pairs = sizes.map((name, index) => [name, amounts[index] ?? ''] as const);
      expect(lines(dress(pairs))).toEqual(pairs.map(([name, amount]) => `${amount} video_second/1 ${name}`).toSorted());
    }), { numRuns: 400 });
  });

  it('whatever the two prices with and without audio', () => {
    fc.assert(fc.property(price, price, size, fc.boolean(), (silent, loud, name, swapped) => {
      fc.pre(silent !== loud);
      const parts = [`**$${silent}** without audio`, `**$${loud}** with audio`];
      const text = `For every second of ${name} video you will be charged ${(swapped ? parts.toReversed() : parts).join(' or ')}.`;
      expect(lines(text)).toEqual([`${silent} video_second/1 ${name} silent`, `${loud} video_second/1 ${name} audio`].toSorted());
    }));
  });

  it('whatever the unit and how it is spelt', () => {
    const units = [['image', 'image'], ['images', 'image'], ['generated image', 'image'], ['megapixel', 'megapixel'], ['MP', 'megapixel'], ['video', 'video'], ['compute second', 'compute_second'], ['step', 'step'], ['minute of video', 'minute'],
      ['request', 'request'], ['training run', 'request'], ['second of generated audio', 'audio_second'], ['unit', 'unit']] as const;
    fc.assert(fc.property(price, fc.constantFrom(...units), fc.constantFrom('**$#**', '$#', '$**#**', '**#** $', '#$', '**$#.**'), (amount, [unit, meter], dress) => {
      const text = dress === '**$#.**' ? `Each ${unit === 'MP' ? 'megapixel' : unit} costs ${dress.replace('#', amount)}` : `Your request will cost ${dress.replace('#', amount)} per ${unit}.`;
      expect(lines(text)).toEqual([`${amount} ${meter}/1`]);
    }));
  });

  it('never invents an amount, whatever is cut, doubled or shuffled', () => {
    fc.assert(fc.property(fc.constantFrom(...FORMS.map(([, text]) => text)), fc.array(fc.tuple(fc.nat(), fc.constantFrom('cut', 'double', 'swap', 'sign'), fc.nat())), (text, edits) => {
      let words = text.split(' ');
      for (const [at, edit, to] of edits) {
        const place = at % words.length;
        const word = words[place] ?? '';
        if (edit === 'cut') words = words.toSpliced(place, 1);
        else if (edit === 'double') words = words.toSpliced(place, 0, word);
        else if (edit === 'swap') words = words.toSpliced(place, 1).toSpliced(to % words.length, 0, word);
        else words[place] = `${word}$`;
        if (words.length === 0) return;
      }
      const mutated = words.join(' ');
      const digits = mutated.replaceAll(',', '');
      for (const { amount, per } of readProse(mutated).rates) {
        expect([digits.includes(amount ?? 'nothing') || mutated.includes('0,0125'), amount, mutated]).toEqual([true, amount, mutated]);
        expect(per).toBeGreaterThan(0);
      }
    }), { numRuns: 500 });
  });
});
