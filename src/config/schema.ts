import { Cron } from 'croner';
import { z } from 'zod';
import { alertsSchema } from './alerts-schema.ts';
import { timezone, webUrl } from './parts.ts';
import { EVIDENCE_CLASSES } from '../domain/vocabulary.ts';

/**
 * The form of schedules.json, without what each adapter adds to a source. Unknown keys are faults: a misspelt key that is
 * ignored is a setting that somebody believes in.
 */

const cron = z.string().refine((text) => text.trim().split(/\s+/).length === 5, { error: 'a schedule has exactly five fields (minute hour day month weekday), such as "*/30 * * * *"' })
  .refine((text) => text.trim().split(/\s+/).length !== 5 || isCron(text), { error: 'not a schedule that ever comes due: such as "*/30 * * * *" (every half hour) or "0 6 * * *" (daily at six)' });

const sourceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'an id is made of lower-case letters, digits and hyphens, such as "flatkey"' });

/** What every source has; the keys of its adapter stand beside these. */
export const sourceSchema = z.looseObject({
  id: sourceId.describe('The name of the source everywhere: command line, ledger, page.'),
  adapter: z.string().describe('Which reader: flatkey, flatkey-home, fal, byteplus, new-api, json, html-table or csv.'),
  url: webUrl.refine((text) => !hasSecret(text), { error: 'an address with a key in it: put secrets into the environment' }).describe('Where the source publishes.'),
  cron: cron.describe('When it is checked: five fields, in the time zone below.'),
  timezone: timezone.optional().describe('IANA zone of the schedule; the file\'s zone when absent.'),
  enabled: z.boolean().default(true).describe('false: kept in the file, never checked by the worker.'),
  jitter_s: z.int().min(0).max(3600).default(20).describe('The check starts up to so many seconds after its slot, so that not everybody asks at once.'),
  stale_after: z.string().regex(/^[1-9]\d{0,3}[mhd]$/, { error: 'a span such as "90m", "26h" or "3d"' }).optional().describe('The source counts as stale when its last good check is older: "90m", "26h", "3d". Default: three of its own intervals.'),
  evidence_class: z.enum(EVIDENCE_CLASSES).optional().describe('How much this source weighs, where it is not what the adapter says.'),
  publisher: z.string().min(1).optional().describe('Who publishes here, where it is not what the adapter says.'),
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
  compare: z.array(z.strictObject({
    name: z.string().min(1).max(120).describe('What the model is called in all places, such as "seedance-2.0".'),
    routes: z.record(sourceId, z.string().min(1)).refine((routes) => Object.keys(routes).length > 1, { error: 'a comparison needs the routes of two sources or more' })
      .describe('Its route at each source, resellers first, the provider of record last.'),
  })).default([]).describe('Which routes of different sources are one model: unequal prices are told as a disagreement.'),
  alerts: alertsSchema,
});

export type FileShape = z.output<typeof fileSchema>;

function hasSecret(text: string): boolean {
  return URL.canParse(text) && [...new URL(text).searchParams].some(([name, value]) => value !== '' && /^(?:api[-_]?key|(?:access|auth)[-_]?token|token|(?:client[-_]?)?secret|password)$/i.test(name));
}

function isCron(text: string): boolean {
  try {
    // "31 February" is well-formed and never comes.
    return new Cron(text, { timezone: 'UTC', paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}
