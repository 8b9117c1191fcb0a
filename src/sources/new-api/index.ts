import { type CapturedPage } from '../../domain/capture.ts';
import { type Reading } from '../../domain/reading.ts';
import { composeSingle, type Adapter } from '../../domain/source.ts';
import { readGateway } from '../lib/new-api/read.ts';
import { gatewayRequest } from '../lib/new-api/request.ts';
import { newApiSettings, profileOf, type NewApiSettings } from './settings.ts';

const VERSION = 1;

/** Any gateway that runs new-api, or a fork of it that kept its price payloads. */
export const newApi = {
  name: 'new-api',
  version: VERSION,
  publisher: 'configured',
  evidence_class: 'catalog',
  settings: newApiSettings,
  follow: gatewayRequest,
  read: (page: CapturedPage, _source: unknown, settings: NewApiSettings): Reading => readGateway(page, profileOf(settings, `new-api@${VERSION}`)),
  compose: composeSingle,
} as const satisfies Adapter<NewApiSettings>;
