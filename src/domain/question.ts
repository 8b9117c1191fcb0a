import { UsageError } from './finding.ts';
import { IDENTITY_CONDITIONS, isMeter, LOOSE_CONDITIONS, METER_UNITS, SEVERITIES, type Meter, type Severity } from './vocabulary.ts';

/**
 * The words of a question to the ledger, as they come from a command line or a URL. `where` is the option or parameter
 * they stood in. Each throws a UsageError that lists what would have been understood.
 */

export function readMeter(text: string, where: string): Meter {
  if (isMeter(text)) return text;
  throw new UsageError({ what: `"${text}" is not a meter`, where, mend: `one of ${Object.keys(METER_UNITS).join(', ')}` });
}

export function readSeverity(text: string, where: string): Severity {
  const severity = SEVERITIES.find((one) => one === text);
  if (severity !== undefined) return severity;
  throw new UsageError({ what: `"${text}" is not a severity`, where, mend: `one of ${SEVERITIES.join(', ')}` });
}

/** "resolution=720p" as key and value. */
export function readCondition(text: string, where: string): readonly [key: string, value: string] {
  const keys: readonly string[] = [...IDENTITY_CONDITIONS, ...LOOSE_CONDITIONS];
  const [key = '', ...value] = text.split('=');
  if (keys.includes(key) && value.length > 0) return [key, value.join('=')];
  throw new UsageError({ what: `"${text}" is not a condition`, where, mend: `write key=value with one of ${keys.join(', ')}, such as resolution=720p` });
}
