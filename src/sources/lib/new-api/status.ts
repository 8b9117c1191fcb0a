import { type RouteReading } from '../../../domain/reading.ts';
import { type Status } from '../../../domain/vocabulary.ts';
import { numberText } from '../json.ts';
import { excerpt } from '../recognise.ts';
import { type Medium } from './media.ts';
import { type Remarks } from './remarks.ts';

const STATUS: ReadonlyMap<string, Status> = new Map([
  ['available', 'available'], ['temporary_failure', 'degraded'], ['official_unsupported', 'retired'], ['unknown_failure', 'unknown_failure'],
]);

type StatusFields = Pick<RouteReading, 'status' | 'status_raw'> & Partial<RouteReading>;
const NOTHING_SAID: StatusFields = { status: null, status_raw: null };

/** What the gateway says about the state of a route. Rows without the fields were never probed. */
export function statusOf(row: Readonly<Record<string, unknown>>, medium: Medium, remarks: Remarks): StatusFields {
  const raw = row['availability_status'];
  if (raw === undefined || raw === null || raw === '') return NOTHING_SAID;
  if (typeof raw !== 'string') {
    remarks.note('source.vocabulary', `availability_status should be a word; found ${excerpt(JSON.stringify(raw))}`);
    return NOTHING_SAID;
  }
  const status = STATUS.get(raw);
  if (status === undefined) remarks.note('source.vocabulary', `the availability_status ${excerpt(raw)} is not known here; its routes have no status`);
  const reason = row['availability_reason'];
  const checked = instantOf(row['availability_checked_at']);
  const detected = instantOf(row['availability_detected_at']);
  return {
    status: status ?? null,
    status_raw: raw,
    ...(typeof reason === 'string' && reason !== '' ? { status_reason: reason } : {}),
    ...(checked === undefined ? {} : { status_checked_at: checked }),
    ...(detected === undefined ? {} : { status_detected_at: detected }),
    ...(medium === null ? {} : { status_probed: false }),
  };
}

/** Unix seconds → RFC 3339 in UTC; undefined for anything that is not a whole number of seconds since 1970. */
export function instantOf(value: unknown): string | undefined {
  const text = numberText(value);
  if (text === undefined || !/^[1-9]\d{0,10}$/.test(text)) return undefined;
  return `${new Date(Number(text) * 1000).toISOString().slice(0, 19)}Z`;
}
