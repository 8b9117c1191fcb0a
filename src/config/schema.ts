import { Cron } from 'croner';
import { z } from 'zod';
import { DRIFT_KINDS, EVIDENCE_CLASSES, FINDING_KINDS, SEVERITIES, WHEN } from '../domain/vocabulary.ts';

/**
 * The form of schedules.json, without what each adapter adds to a source. Unknown keys are faults: a misspelt key that is
 * ignored is a setting that somebody believes in.
 */

const timezone = z.string().refine(isTimeZone, { error: 'not an IANA time zone: write a name such as "UTC" or "Europe/Berlin"' });

const cron = z.string().refine((text) => text.trim().split(/\s+/).length === 5, { error: 'a schedule has exactly five fields (minute hour day month weekday), such as "*/30 * * * *"' })
  .refine((text) => text.trim().split(/\s+/).length !== 5 || isCron(text), { error: 'not a schedule that ever comes due: such as "*/30 * * * *" (every half hour) or "0 6 * * *" (daily at six)' });

const webUrl = z.string().refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), { error: 'not an http or https address' })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), { error: 'an address with a user or password in it: put secrets into the environment' });

const sourceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'an id is made of lower-case letters, digits and hyphens, such as "flatkey"' });

/** What every source has; the keys of its adapter stand beside these. */
export const sourceSchema = z.looseObject({
  id: sourceId.describe('The name of the source everywhere: command line, ledger, page.'),
  adapter: z.string().describe('Which reader: flatkey, flatkey-home, fal, byteplus, new-api, json, html-table or csv.'),
  url: webUrl.describe('Where the source publishes.'),
  cron: cron.describe('When it is checked: five fields, in the time zone below.'),
  timezone: timezone.optional().describe('IANA zone of the schedule; the file\'s zone when absent.'),
  enabled: z.boolean().default(true).describe('false: kept in the file, never checked by the worker.'),
  jitter_s: z.int().min(0).max(3600).default(20).describe('The check starts up to so many seconds after its slot, so that not everybody asks at once.'),
  stale_after: z.string().regex(/^[1-9]\d{0,3}[mhd]$/, { error: 'a span such as "90m", "26h" or "3d"' }).optional().describe('The source counts as stale when its last good check is older: "90m", "26h", "3d". Default: three of its own intervals.'),
  evidence_class: z.enum(EVIDENCE_CLASSES).optional().describe('How much this source weighs, where it is not what the adapter says.'),
  publisher: z.string().min(1).optional().describe('Who publishes here, where it is not what the adapter says.'),
});

const severity = z.enum(SEVERITIES);
const mailAddress = z.string().regex(/^[^\s<>"@]+@[^\s<>"@]+$/, { error: 'a plain mail address such as "ana@example.com"' });
const kindGlob = z.string().refine((text) => [...DRIFT_KINDS, ...FINDING_KINDS].some((kind) => globMatches(text, kind)), { error: `matches no kind of drift or finding: such as "rate.*" or "route.status_changed"` });

const ruleSchema = z.strictObject({
  name: z.string().min(1).describe('Shown in the mail\'s small print: why you got this.'),
  to: z.array(mailAddress).min(1).describe('Who is told.'),
  match: z.strictObject({
    source: z.union([z.string(), z.array(z.string())]).optional().describe('Source ids.'),
    route: z.union([z.string(), z.array(z.string())]).optional().describe('Route globs; * matches any characters.'),
    kind: z.union([kindGlob, z.array(kindGlob)]).optional().describe('Kinds of drift or finding; * matches any characters.'),
    severity: severity.optional().describe('This severity and all above it.'),
  }).default({}).describe('What the rule is for; all that is given must hold.'),
  when: z.enum(WHEN).default('immediately').describe('At once, or collected.'),
  continue: z.boolean().default(false).describe('true: the rules below are tried too.'),
});

export const fileSchema = z.strictObject({
  $schema: z.string().optional().describe('For editors.'),
  timezone: timezone.default('UTC').describe('IANA zone of all schedules that name none.'),
  network: z.strictObject({
    allowPrivate: z.boolean().default(false).describe('Loopback and private addresses may be asked. Link-local and metadata addresses never.'),
  }).prefault({}),
  web: z.strictObject({
    host: z.string().min(1).default('127.0.0.1').describe('Where the page listens.'),
    port: z.int().min(0).max(65_535).default(8787),
    publicUrl: webUrl.optional().describe('The page\'s address as others see it; links in mails begin with it.'),
  }).prefault({}),
  sources: z.array(sourceSchema).describe('What is captured when.'),
  alerts: z.strictObject({
    from: mailAddress.default('driftledger@localhost').describe('The sender of all mails.'),
    rules: z.array(ruleSchema).default([]).describe('Who is told what. The first rule that matches counts, unless it says continue.'),
  }).prefault({}),
});

export type FileShape = z.output<typeof fileSchema>;
export type AlertRule = FileShape['alerts']['rules'][number];

/** `*` matches any characters. Linear: the parts between stars are looked for one after the other. */
export function globMatches(glob: string, text: string): boolean {
  const parts = glob.toLowerCase().split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const subject = text.toLowerCase();
  if (parts.length === 1) return subject === first;
  if (!subject.startsWith(first) || !subject.endsWith(last) || subject.length < first.length + last.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = subject.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= subject.length - last.length;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function isCron(text: string): boolean {
  try {
    // "31 February" is well-formed and never comes.
    return new Cron(text, { timezone: 'UTC', paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
