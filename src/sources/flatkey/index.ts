import { z } from 'zod';
import { type CapturedPage } from '../../domain/capture.ts';
import { type Reading } from '../../domain/reading.ts';
import { composeSingle, type Adapter } from '../../domain/source.ts';
import { type GatewayProfile } from '../lib/new-api/profile.ts';
import { readGateway } from '../lib/new-api/read.ts';
import { gatewayRequest } from '../lib/new-api/request.ts';

const VERSION = 1;

/** 500,000 quota units are one dollar, so a model_ratio of 1 is 2 dollars for 1,000,000 input tokens. */
const PROFILE: GatewayProfile = { reader: `flatkey@${VERSION}`, gateway: 'Flatkey', currency: 'USD', perMillion: '2' };

const settings = z.strictObject({});

/** The Flatkey gateway's public catalog, in any of the forms it is published in. */
export const flatkey = {
  name: 'flatkey',
  version: VERSION,
  publisher: 'Flatkey',
  evidence_class: 'catalog',
  settings,
  follow: gatewayRequest,
  read: (page: CapturedPage): Reading => readGateway(page, PROFILE),
  compose: composeSingle,
} as const satisfies Adapter<z.infer<typeof settings>>;
