/** The replica's price page: USD per million video tokens, without and with video input, by model. */
export interface ByteplusState {
  readonly fast: readonly [withoutVideo: string, withVideo: string];
  readonly standard: readonly [withoutVideo: string, withVideo: string];
  readonly fullHd: readonly [withoutVideo: string, withVideo: string];
}

export const FIRST_BYTEPLUS_STATE: ByteplusState = { standard: ['7.0', '4.3'], fullHd: ['7.7', '4.7'], fast: ['5.6', '3.3'] };

/** The document in its Markdown dialect: units in the header, bullets inside cells. */
export function byteplusMarkdown(state: ByteplusState): string {
  const pair = ([without, withVideo]: readonly [string, string], indent: string): string => `${indent}* Input without video: ${without}<br>${indent}* Input with video: ${withVideo}`;
  return `<span id="demo0001"></span>
# Video generation models

<span id="demo0002"></span>
## Pricing

You are billed by the tokens of the videos that were generated. Tokens are (input video seconds + output seconds) \\* width \\* height \\* frame rate / 1024.

<span aceTableMode="list" aceTableWidth="2,4,2"></span>
|Model ID |**Online inference**<br><br>(USD / M tokens) |**Offline inference**<br><br>(USD / M tokens) |
|---|---|---|
|dreamina\\-seedance\\-2\\-0\\-260128 |* For 480p and 720p outputs:<br>${pair(state.standard, '   ')}<br>* For 1080p outputs:<br>${pair(state.fullHd, '   ')} |Not supported yet |
|dreamina\\-seedance\\-2\\-0\\-fast\\-260128 |${pair(state.fast, '')} |Not supported yet |
`;
}

/** The page as it is served: a script shell with the document in its router data. */
export function byteplusPage(state: ByteplusState): string {
  const data = { loaderData: { '(lang)/docs/(libcode)/(doccode$)/page': { curDoc: { Title: 'Model pricing', MDContent: byteplusMarkdown(state), UpdatedTime: '2026-11-01T00:00:00Z' } } } };
  return `<!doctype html><html><head><meta charset="utf-8"><title>Model pricing - ModelArk</title></head><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript>
<script>window._ROUTER_DATA = ${JSON.stringify(data).replaceAll('<', '\\u003c')}</script></body></html>`;
}
