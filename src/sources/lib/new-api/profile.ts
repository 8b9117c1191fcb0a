import { type Decimal } from '../../../domain/decimal.ts';
import { type Factor } from '../../../domain/rate.ts';

/** What distinguishes one gateway of the family from another. */
export interface GatewayProfile {
  /** "flatkey@1" */
  readonly reader: string;
  /** For words: "Flatkey". */
  readonly gateway: string;
  /** The currency that ratios, prices and expressions of this deployment are in. */
  readonly currency: string;
  /** What a model_ratio of 1 costs per 1,000,000 input tokens: 1,000,000 ÷ quota per unit. */
  readonly perMillion: Decimal;
}

/** The factor that every ratio is multiplied by: `usd_per_million` 2 where 500,000 quota units are one dollar. */
export function perMillionFactor({ currency, perMillion }: GatewayProfile): Factor {
  return { name: `${currency.toLowerCase()}_per_million`, value: perMillion };
}

/** Versions of the payload that were seen; another one is remarked on, and read. */
export const KNOWN_VERSIONS: ReadonlySet<string> = new Set([
  'a42d372ccf0b5dd13ecf71203521f9d2', 'group-model-ratio-v1',
  'website-public-v1', 'website-public-v2', 'website-public-plg-v1', 'website-public-plg-v2',
]);
