/** What the replica's model gallery says of one route: the price prose that stands in its listing and in its llms.txt. */
export interface FalRoute {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly prose: string;
  readonly durations?: readonly number[];
  readonly resolutions?: readonly string[];
}

export interface FalState {
  readonly routes: readonly FalRoute[];
}

const TOKENS = 'The number of tokens is given by (height of output video * width of output video * duration * 24) / 1024.';
const seconds = Array.from({ length: 12 }, (_, index) => index + 4);

/** Standard and fast text- and image-to-video, and neighbours that nobody watches. */
export function firstFalState(): FalState {
  return {
    routes: [
      ...(['text-to-video', 'image-to-video'] as const).map((task): FalRoute => ({
        id: `bytedance/seedance-2.0/${task}`, title: 'Seedance 2.0', category: task, durations: seconds, resolutions: ['480p', '720p', '1080p', '4k'],
        prose: `For every second of 720p video you generated, you will be charged **$0.3034/second** and for 1080p you will be charged **$0.682/second**. Your request will cost **$0.014** per 1000 tokens for **480p, 720p and 1080p**. Your request will cost **$0.008** per 1000 tokens for **4k**. ${TOKENS}`,
      })),
      ...(['text-to-video', 'image-to-video'] as const).map((task) => fastRoute(task, '0.2419', '0.0112')),
      { id: 'fal-ai/sketch-upscaler', title: 'Sketch Upscaler', category: 'image-to-image', prose: 'Your request will cost **$0.02** per megapixel.' },
      { id: 'fal-ai/voice-maker', title: 'Voice Maker', category: 'text-to-speech', prose: 'Your request will cost **$0.05** per 1000 characters.' },
    ],
  };
}

/** The fast route at a price: per second of 720p, and per 1000 tokens, which are two statements of one charge. */
export function fastRoute(task: 'text-to-video' | 'image-to-video', perSecond: string, perThousandTokens: string): FalRoute {
  return {
    id: `bytedance/seedance-2.0/fast/${task}`, title: 'Seedance 2.0 Fast', category: task, durations: seconds, resolutions: ['480p', '720p'],
    prose: `For every second of 720p video you generated, you will be charged **$${perSecond}/second**. Your request will cost **$${perThousandTokens}** per 1000 tokens. ${TOKENS}`,
  };
}

export function withRoute(state: FalState, route: FalRoute): FalState {
  return { routes: state.routes.map((one) => (one.id === route.id ? route : one)) };
}

/** The body of `GET /api/models`. */
export function falListing(state: FalState): string {
  const items = state.routes.map((route) => ({
    id: route.id, modelId: route.id, title: route.title, category: route.category, deprecated: false, removed: false, hidePricing: false, pricingInfoOverride: route.prose, billingMessage: null,
  }));
  return JSON.stringify({ items, page: 1, size: items.length, pages: 1, total: items.length });
}

/** The body of `GET /models/<route>/llms.txt`. */
export function falLlms(route: FalRoute): string {
  const values = (name: string, type: string, all: readonly (string | number)[] | undefined): string => (all === undefined ? ''
    : `- **\`${name}\`** (\`${type}\`, _optional_):\n  The ${name} of the generated video.\n  - Options: ${all.map((value) => `\`"${value}"\``).join(', ')}\n\n`);
  return `# ${route.title}

> ${route.title} on the demo replica.

## Overview

- **Endpoint**: \`https://fal.run/${route.id}\`
- **Model ID**: \`${route.id}\`
- **Category**: ${route.category}
- **Kind**: inference

## Pricing

${route.prose}

For more details, see the pricing page.

## API Information

### Input Schema

The API accepts the following input parameters:

- **\`prompt\`** (\`string\`, _required_):
  The text prompt used to generate the video.

${values('resolution', 'ResolutionEnum', route.resolutions)}${values('duration', 'DurationEnum', route.durations)}`;
}
