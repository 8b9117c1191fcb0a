import { type CapturedPage } from '../../../domain/capture.ts';
import { SourceRefusal } from '../../../domain/finding.ts';
import { type Reading } from '../../../domain/reading.ts';
import { isRecord } from '../json.ts';
import { excerpt, parseJsonPage } from '../recognise.ts';
import { readPricing } from './pricing.ts';
import { type GatewayProfile } from './profile.ts';
import { isRatioConfig, readRatioConfig } from './ratio-config.ts';
import { readWebsiteV2 } from './website-v2.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads any public price payload of the new-api family, told apart by its content: `/api/pricing`,
 * `/api/website/pricing`, `/api/website/pricing/v2` and `/api/ratio_config`.
 * @throws SourceRefusal with its own words for each way in which a payload is no catalog; never an empty list
 */
export function readGateway(page: CapturedPage, profile: GatewayProfile): Reading {
  const expected = `the pricing payload of ${profile.gateway} as JSON`;
  const payload = parseJsonPage(page, expected);
  if (!isRecord(payload)) throw new SourceRefusal('source.shape_changed', { expected, found: Array.isArray(payload) ? `a JSON list of ${payload.length} entries` : 'a single JSON value' });
  if (payload['success'] === false) throw refusalOf(payload, expected);
  if (Array.isArray(payload['models']) && !('data' in payload)) return readWebsiteV2(payload, notEmpty(payload['models'], 'models', expected), profile);
  const data = payload['data'];
  if (Array.isArray(data)) return readPricing(payload, notEmpty(data, 'data', expected), profile);
  if (isRatioConfig(data)) return readRatioConfig(data, profile);
  if (data === undefined && isRatioConfig(payload)) return readRatioConfig(payload, profile);
  throw notACatalog(payload, expected);
}

/** Messages of a gateway that does not want to show its prices, as against one that failed to. */
const UNWILLING = /disabled|forbidden|denied|permission|unauthori[sz]ed|log ?in|sign ?in|登录|登入|权限|未授权|禁用/i;

function refusalOf(payload: Fields, expected: string): SourceRefusal {
  const message = typeof payload['message'] === 'string' ? payload['message'] : '';
  const said = message === '' ? 'success: false without a message' : `success: false with the message ${excerpt(message, 120)}`;
  return UNWILLING.test(message.slice(0, 1000))
    ? new SourceRefusal('source.refused', { expected, found: `a refusal, ${said}` })
    : new SourceRefusal('source.unreadable', { expected, found: `an error of the gateway, ${said}` });
}

function notEmpty(rows: readonly unknown[], name: string, expected: string): readonly unknown[] {
  if (rows.length > 0) return rows;
  throw new SourceRefusal('source.unreadable', { expected, found: `an empty list of rows ("${name}": [])` });
}

function notACatalog(payload: Fields, expected: string): SourceRefusal {
  const shape = (found: string): SourceRefusal => new SourceRefusal('source.shape_changed', { expected, found });
  if (payload['data'] === null) {
    return new SourceRefusal('source.unreadable', { expected, found: '"data": null, which the gateway answers when its database failed it' });
  }
  if (isRecord(payload['error']) || typeof payload['error'] === 'string') {
    const error = isRecord(payload['error']) ? payload['error']['message'] : payload['error'];
    return new SourceRefusal('source.unreadable', { expected, found: `an error object, ${excerpt(typeof error === 'string' ? error : 'without a message', 120)}` });
  }
  if (Array.isArray(payload['model_names'])) return shape(`a list of ${payload['model_names'].length} model names without prices`);
  if (isRecord(payload['data'])) return shape(`"data" with ${keysInWords(payload['data'])}, neither rows nor ratio maps`);
  if ('data' in payload) return shape(`"data" that is a ${typeof payload['data']}, not a list of rows`);
  return shape(`a JSON object without "data", with ${keysInWords(payload)}`);
}

function keysInWords(record: Fields): string {
  const keys = Object.keys(record);
  if (keys.length === 0) return 'no keys';
  const more = keys.length > 6 ? ` and ${keys.length - 6} more` : '';
  return `the keys ${keys.slice(0, 6).map((key) => excerpt(key, 30)).join(', ')}${more}`;
}
