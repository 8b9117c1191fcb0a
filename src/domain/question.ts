import { CAUSE_STANDINGS, type CauseStanding } from './alert.ts';
import { UsageError } from './finding.ts';
import { globMatches } from './glob.ts';
import { DRIFT_KINDS, IDENTITY_CONDITIONS, isMeter, LOOSE_CONDITIONS, METER_UNITS, SEVERITIES, type Meter, type Severity } from './vocabulary.ts';

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

export function readStanding(text: string, where: string): CauseStanding {
  const standing = CAUSE_STANDINGS.find((one) => one === text);
  if (standing !== undefined) return standing;
  throw new UsageError({ what: `"${text}" is not where an alert can stand`, where, mend: `one of ${CAUSE_STANDINGS.join(', ')}` });
}

/** A kind of drift, or a glob that matches some. A misspelt kind would be answered with "no drift", which is not true. */
export function readKind(text: string, where: string): string {
  if (DRIFT_KINDS.some((kind) => globMatches(text, kind))) return text;
  throw new UsageError({ what: `"${text}" is not a kind of drift`, where, mend: `one of ${DRIFT_KINDS.join(', ')}; * matches any characters, as in "rate.*"` });
}

/** The address of a page on the web. */
export function readAddress(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return text;
  const what = url !== null && (url.username !== '' || url.password !== '') ? 'an address with a user or password in it' : `"${text}" is not an http or https address`;
  throw new UsageError({ what, where, mend: 'give the address of the page, such as https://example.com/prices, without a password' });
}

/** "resolution=720p" as key and value. */
export function readCondition(text: string, where: string): readonly [key: string, value: string] {
  const keys: readonly string[] = [...IDENTITY_CONDITIONS, ...LOOSE_CONDITIONS];
  const [key = '', ...value] = text.split('=');
  if (keys.includes(key) && value.length > 0) return [key, value.join('=')];
  throw new UsageError({ what: `"${text}" is not a condition`, where, mend: `write key=value with one of ${keys.join(', ')}, such as resolution=720p` });
}
