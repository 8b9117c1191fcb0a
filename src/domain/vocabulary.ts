/**
 * The closed lists that data files, outputs and tests share. A new word is added here in the change that first uses it.
 */

/** What is counted, and the unit it is counted in. */
export const METER_UNITS = {
  video_second: 'second', video_token: 'token', video: 'video', minute: 'minute',
  input_token: 'token', cached_input_token: 'token', cache_write_token: 'token', output_token: 'token',
  image_input_token: 'token', image_output_token: 'token',
  audio_input_token: 'token', cached_audio_input_token: 'token', audio_output_token: 'token',
  storage_token_hour: 'token_hour',
  image: 'image', input_image: 'image', megapixel: 'megapixel',
  audio_second: 'audio_second', audio_minute: 'minute', character: 'character',
  request: 'request', compute_second: 'compute_second', gpu_second: 'gpu_second', step: 'step',
  unit: 'unit', other: 'other',
} as const;

export type Meter = keyof typeof METER_UNITS;
export type Unit = (typeof METER_UNITS)[Meter];

/** Meters that can be compared with a percentage; leaving one family for another is a unit change. */
export const FAMILIES = {
  token: ['video_token', 'input_token', 'output_token', 'cached_input_token', 'cache_write_token', 'image_input_token', 'image_output_token', 'audio_input_token', 'cached_audio_input_token', 'audio_output_token'],
  time: ['video_second', 'minute', 'audio_second', 'audio_minute'],
  piece: ['video', 'image', 'input_image', 'request', 'megapixel', 'character', 'step', 'unit', 'other'],
  compute: ['compute_second', 'gpu_second'],
  storage: ['storage_token_hour'],
} as const satisfies Record<string, readonly Meter[]>;

export type Family = keyof typeof FAMILIES;

/** Condition keys that make one rate a different rate. */
export const IDENTITY_CONDITIONS = ['resolution', 'audio', 'input', 'duration_s', 'tier', 'aspect', 'group', 'region', 'service', 'prompt_tokens', 'option'] as const;
/** Condition keys that are kept and shown, but under which a rate stays the same rate. */
export const LOOSE_CONDITIONS = ['other', 'note', 'valid_until', 'audience'] as const;

export type IdentityCondition = (typeof IDENTITY_CONDITIONS)[number];
export type LooseCondition = (typeof LOOSE_CONDITIONS)[number];

export const ROLES = ['rate', 'surcharge', 'part', 'minimum', 'cap', 'future'] as const;
export type Role = (typeof ROLES)[number];

export const KINDS = ['list', 'from', 'promotion', 'placeholder', 'on_request'] as const;
export type Kind = (typeof KINDS)[number];

/** From the lightest to the heaviest; a teaser never approves a price. */
export const EVIDENCE_CLASSES = ['discovery', 'catalog', 'record', 'quote'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

export const STATUSES = ['available', 'degraded', 'retired', 'unknown_failure', 'absent'] as const;
export type Status = (typeof STATUSES)[number];

export const SEVERITIES = ['info', 'notice', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const WHEN = ['immediately', 'daily', 'weekly'] as const;
export type When = (typeof WHEN)[number];

export const DRIFT_KINDS = [
  'rate.increased', 'rate.decreased', 'rate.added', 'rate.removed', 'rate.unit_changed', 'rate.conditions_changed', 'rate.kind_changed',
  'formula.changed', 'limits.changed',
  'route.added', 'route.removed', 'route.renamed', 'route.status_changed', 'route.endpoints_changed', 'route.groups_changed',
  'factor.changed', 'disagreement.opened', 'disagreement.closed',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export const FINDING_KINDS = [
  'source.unreachable', 'source.refused', 'source.challenged', 'source.shape_changed', 'source.unreadable', 'source.shrunk',
  'source.status_lost', 'source.row_missing', 'source.stale', 'source.vocabulary', 'source.schema_note', 'source.recovered',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Findings that kept a source from being read: a check that had one exits 3. */
export const BLOCKING_FINDINGS: ReadonlySet<FindingKind> = new Set([
  'source.unreachable', 'source.refused', 'source.challenged', 'source.shape_changed', 'source.unreadable', 'source.shrunk',
]);

const familyByMeter = new Map<Meter, Family>(
  Object.entries(FAMILIES).flatMap(([family, meters]) => meters.map((meter) => [meter, family as Family] as const)),
);

/** The family a meter belongs to; only meters of one family are compared in percent. */
export function familyOf(meter: Meter): Family {
  const family = familyByMeter.get(meter);
  if (family === undefined) throw new Error(`meter "${meter}" belongs to no family: add it to FAMILIES in domain/vocabulary.ts`);
  return family;
}

export function isMeter(word: string): word is Meter {
  return Object.hasOwn(METER_UNITS, word);
}
