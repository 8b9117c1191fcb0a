/** Drift: what moved between two snapshots of one source, and whether the newer one is to be believed. Pure. */
export { compareSnapshots, type CompareContext, type Side } from './compare.ts';
export { compareOffers, type Offer, type OfferPair } from './across-sources.ts';
export { compareDisagreements, sidesPhrase } from './disagreements.ts';
export { effectiveContent, effectiveRoute, type EffectiveOptions } from './effective.ts';
export { judgeTrust, type Roster, type Trust, type TrustInput } from './trust.ts';
export { COMPUTED_TOLERANCE } from './equal.ts';
export { percentWords, weighPriceChange, WEIGHTS } from './severity.ts';
export { conditionPhrase, formulaPhrase, limitsPhrase, money, perPhrase, pricePhrase } from './phrases.ts';
export { sortEvents } from './sort.ts';
