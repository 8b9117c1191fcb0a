import { describe, expect, it } from 'vitest';
import { readProse } from './index.ts';

/** What a hurried reader takes for a price: differences, worked totals, what goes beyond, deposits, other people's prices. */
const CASES: readonly (readonly [text: string, rates: readonly string[]])[] = [
  ['Your request will cost $0.10 per second at 720p, and $0.05 more at 1080p.', []],
  ['$0.10 per second. 1080p costs $0.05 more.', ['0.10 video_second/1']],
  ['Your request will cost $0.40 for a 5 second video. 10 second videos cost $0.35 more.', ['0.40 video/1 {"duration_s":5}']],
  ['Videos with audio are $0.04 more per second.', []],
  ['Your request will cost $0.02 per image. Images above 2 megapixels cost $0.02 more.', ['0.02 image/1']],
  ['Your request will cost $0.10 per image, 4K being $0.05 more expensive.', []],
  ['Your request will cost $0.10 per second; 1080p is $0.05/s more expensive.', []],
  ['Your request will cost $0.05 per image, or $0.02 less in draft mode.', []],
  ['A 5s clip is $0.20 and every second after that is $0.04.', []],
  ['A 5 second video costs $0.20; each second beyond that costs $0.04.', ['0.20 video/1 {"duration_s":5}', 'surcharge 0.04 video_second/1 {"other":"second after that"}']],
  ['Each second costs $0.06. After that each image costs $0.11.', ['0.06 video_second/1']],
  ['Your request will cost $0.03 per megapixel. 720p frames cost $0.05.', ['0.03 megapixel/1']],
  ['Lip sync costs $0.06 per second and dubbing $0.03 per minute.', ['0.06 video_second/1 {"tier":"lip sync"}']],
  ['$0.20 covers the first 5 seconds; after that, each second costs $0.04.', []],
  ['Your request will cost $1,5 per video.', []],
  ['Your request will cost $1.234,56 per 1000 steps.', []],
  ['Your request will cost $1.200,50 per 1000 steps.', []],
  ['Your request will cost $0.14 per second, making an 8-second clip $1.12.', ['0.14 video_second/1']],
  ['Your request will cost $0.05 per second, or $1.50 for 30 seconds.', ['0.05 video_second/1']],
  ['Your request will cost $0.05 per second - a 30-second video is $1.50.', ['0.05 video_second/1']],
  ['Your request will cost $0.05 per second — $0.25 for five seconds.', ['0.05 video_second/1']],
  ['Your request will cost $0.14/second → $0.70 for 5s, $1.40 for 10s.', ['0.14 video_second/1']],
  ['Your request will cost $0.14 per second (5s: $0.70; 10s: $1.40).', ['0.14 video_second/1']],
  ['Your request will cost $0.02 per megapixel. A 2048x2048 image would set you back $0.08.', ['0.02 megapixel/1']],
  ['Your request will cost $0.02 per megapixel. A 2048x2048 image will be $0.08.', ['0.02 megapixel/1']],
  ['Your request will cost $0.01 per frame. A 5 second video at 24 fps comes to $1.20.', ['0.01 other/1 {"other":"frame"}']],
  ['Your request will cost $0.001 per compute second. A typical run of 12 seconds costs $0.012.', ['0.001 compute_second/1']],
  ['Your request will cost $0.1 per 1000 characters. A 5,000 character script costs $0.50.', ['0.1 character/1000']],
  ['Your request will cost $0.05 per second. A half-minute video costs $1.50.', ['0.05 video_second/1']],
  ['Your request will cost $0.08 per second. Default settings produce a clip costing $0.40.', ['0.08 video_second/1']],
  ['Your request will cost $0.05 per image. Four images: $0.20.', ['0.05 image/1']],
  ['Your request will cost $0.05 per image. With num_images set to 4, you pay $0.20.', ['0.05 image/1']],
  ['1 million video tokens with audio costs $2.4.', ['2.4 video_token/1000000 {"audio":true}']],
  ['Each 720p 5 second video with audio costs roughly $0.26. For other resolutions, 1 million video tokens with audio costs $2.4, and without audio $1.2.', ['0.26 video/1 {"audio":true,"duration_s":5,"resolution":"720p"}', '1.2 video_token/1000000 {"audio":false}', '2.4 video_token/1000000 {"audio":true}']],
  ['2.5 (megapixels) × 4 (seconds) × $0.20 = $2.00', []],
  ['At 30 fps, a 10-second Aurora or Aurora XL job costs $0.20 at 720p. Aurora Fast costs $0.10 at 720p.', ['0.20 video/1 {"duration_s":10,"tier":"aurora or aurora xl","other":"at 30fps","resolution":"720p"}']],
  ['Additional usage costs $0.03 per 1,000 tokens. Square images contribute 1,024 tokens each; each additional square image adds $0.03072 (about $0.03).', ['surcharge 0.03 output_token/1000']],
  ['One million video tokens cost $4.3 when the input contains a video, otherwise $7.', []],
  ['For 720p, $0.10; for 1080p, $0.15 per second.', ['0.15 video_second/1 {"resolution":"1080p"}']],
  ['720p: $0.10; 1080p: $0.15 - per second of video.', ['0.15 video_second/1 {"resolution":"1080p"}']],
  ['720p costs $0.10, 1080p $0.15; both per second.', []],
  ['The cost is $0.10 x duration in seconds.', []],
  ['Per second: 720p $0.10, 1080p $0.15, audio +$0.02.', ['0.15 video_second/1 {"resolution":"1080p"}', '0.10 video_second/1 {"resolution":"720p"}']],
  ['A clip costs $0.06 each second; with sound it rises to $0.09.', []],
  ['With audio on, the price rises to $0.15; otherwise $0.10 per second.', []],
  ['Your request will cost $0.30 for clips up to 5 seconds and $0.55 for clips between 6 and 10 seconds.', []],
  ['Images from 1 to 4 megapixels cost $0.05.', []],
  ['Your request will cost $0.10 per second, 25% less when draft mode is on.', []],
  ['Your request will cost $0.05 per image. Batches of 10 or more get 20% off.', ['0.05 image/1']],
  ['Your request will cost $0.05 per image. Contact us for a discount.', ['0.05 image/1']],
  ['Your request will cost $0.05 per second. Other providers charge $0.10 per second.', ['0.05 video_second/1']],
  ['Your request will cost $0.05 per second. A $0.50 deposit is held per request.', ['0.05 video_second/1']],
  ['Your request will cost $0.05 per second. Requires a balance of at least $10.', ['0.05 video_second/1']],
  ['Free until December 1, then $0.06 per image.', []],
  ['Generations are free until December 1; after that $0.06 per image.', ['future 0.06 image/1']],
  ['Your request will cost $0.13 per second, with a 10% discount for annual plans.', ['0.13 video_second/1']],
  ['Your request will cost $0.50 per half minute.', []],
  ['Your request will cost $0.50 per dozen images.', []],
  ['Your request will cost $0.16 for a set of 4.', []],
  ['Your request will cost $0.50 per 1.5K steps.', ['0.50 step/1500']],
];

describe('amounts that are no price, or not for certain', () => {
  it.each(CASES)('%s', (text, expected) => {
    const { rates, unread } = readProse(text);
    expect(rates.map(({ role, amount, meter, per, conditions }) => `${role === 'rate' ? '' : `${role} `}${amount} ${meter}/${per}${Object.keys(conditions).length === 0 ? '' : ` ${JSON.stringify(conditions)}`}`)).toEqual(expected);
    expect(rates.length + unread.length).toBeGreaterThan(0);
  });
});
