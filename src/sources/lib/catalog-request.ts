import { type CapturedPage, type CaptureRequest } from '../../domain/capture.ts';
import { type SourceIdentity } from '../../domain/source.ts';
import { type CatalogSettings } from './catalog-settings.ts';

/** A configured catalog is one page: the URL of the source, asked once. */
export function catalogRequest(source: SourceIdentity, settings: CatalogSettings, pages: readonly CapturedPage[]): readonly CaptureRequest[] {
  if (pages.length > 0) return [];
  return [{
    purpose: 'catalog', url: source.url, method: 'http',
    ...(settings.secret_headers === undefined ? {} : { secretHeaders: secretHeaders(settings.secret_headers) }),
  }];
}

function secretHeaders(given: NonNullable<CatalogSettings['secret_headers']>): NonNullable<CaptureRequest['secretHeaders']> {
  return Object.fromEntries(Object.entries(given).map(([name, { env, prefix }]) => [name, { env, ...(prefix === undefined ? {} : { prefix }) }]));
}
