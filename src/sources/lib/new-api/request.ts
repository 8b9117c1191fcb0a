import { type CapturedPage, type CaptureRequest } from '../../../domain/capture.ts';
import { type SourceIdentity } from '../../../domain/source.ts';

/** A gateway's catalog is one page. It is always asked for anonymously: a session changes groups and ratios. */
export function gatewayRequest(source: SourceIdentity, _settings: unknown, pages: readonly CapturedPage[]): readonly CaptureRequest[] {
  return pages.length > 0 ? [] : [{ purpose: 'catalog', url: source.url, method: 'http', headers: { accept: 'application/json' } }];
}
