export { createCapturer, type CapturerOptions } from './capturer.ts';
export { type CapturedBody, type CaptureFinding, type CaptureOutcome, type Capturer, type KnownVersion } from './outcome.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { checkAddress, type AddressVerdict } from './http/address.ts';
export { createGuardedAgent, guardedConnector, type GuardOptions } from './http/guard.ts';
export { browserVersion, findBrowser, type BrowserSearch, type FoundBrowser } from './browser/find.ts';
export { createCaller, type Call, type CallAnswer, type Caller, type CallerOptions } from './http/call.ts';
