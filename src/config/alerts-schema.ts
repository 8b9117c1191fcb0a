import { z } from 'zod';
import { globMatches } from '../domain/glob.ts';
import { DRIFT_KINDS, FINDING_KINDS, METER_UNITS, SEVERITIES, WHEN } from '../domain/vocabulary.ts';
import { timezone, webUrl } from './parts.ts';

/** The `alerts` of schedules.json: who is told what, when, and how sure it has to be first. */

const glob = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
export const mailAddress = z.string().regex(/^[^\s<>"@]+@[^\s<>"@]+$/, { error: 'a plain mail address such as "ana@example.com"' });
const kindGlob = z.string().refine((text) => [...DRIFT_KINDS, ...FINDING_KINDS].some((kind) => globMatches(text, kind)), { error: 'matches no kind of drift or finding: such as "rate.*" or "route.status_changed"' });
const meterGlob = z.string().refine((text) => Object.keys(METER_UNITS).some((meter) => globMatches(text, meter)), { error: 'matches no meter: such as "video_second" or "*_token"' });
const decimal = z.string().regex(/^\d{1,15}(?:\.\d{1,12})?$/, { error: 'a decimal written as text, such as "10" or "2.5"' });
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day such as "08:00"' });
const environmentName = z.string().regex(/^[A-Z][A-Z0-9_]*$/, { error: 'the name of an environment variable, such as "SLACK_WEBHOOK_SECRET"' });
const webhookName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'a name is made of lower-case letters, digits and hyphens, such as "slack"' });

const patience = (captures: number, minutes: number) => z.strictObject({
  captures: z.int().min(1).max(100).default(captures).describe('Believed after so many captures that show it.'),
  minutes: z.int().min(0).max(100_000).default(minutes).describe('Or when it has stood so long; 0: only captures count.'),
}).prefault({});

const rule = z.strictObject({
  name: z.string().min(1).describe('Shown in the mail\'s small print: why you got this.'),
  to: z.array(mailAddress).default([]).describe('Who is told by mail.'),
  webhooks: z.array(webhookName).default([]).describe('Which webhooks are told, by name.'),
  match: z.strictObject({
    source: glob.optional().describe('Source ids.'),
    route: glob.optional().describe('Route globs; * matches any characters.'),
    kind: z.union([kindGlob, z.array(kindGlob)]).optional().describe('Kinds of drift or finding; * matches any characters.'),
    severity: z.enum(SEVERITIES).optional().describe('This severity and all above it.'),
    owner: glob.optional().describe('Owners, as "owners" below names them.'),
  }).default({}).describe('What the rule is for; all that is given must hold.'),
  when: z.enum(WHEN).default('immediately').describe('At once, or collected.'),
  continue: z.boolean().default(false).describe('true: the rules below are tried too.'),
}).refine(({ to, webhooks }) => to.length + webhooks.length > 0, { error: 'a rule tells somebody: give "to" or "webhooks"' });

const reachable = {
  timezone: timezone.optional().describe('IANA zone of the times below; the file\'s zone when absent.'),
  quiet: z.strictObject({ from: timeOfDay, to: timeOfDay }).optional().describe('No mail between these times; what is critical comes all the same.'),
  digest_at: timeOfDay.optional().describe('When digests come; 08:00 when absent.'),
  weekly_on: z.enum(['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']).optional().describe('The day of the weekly digest; monday when absent.'),
  most_per_hour: z.int().min(1).max(10_000).optional().describe('More mails in an hour are collected into one; 20 when absent.'),
};

export const alertsSchema = z.strictObject({
  from: mailAddress.default('driftledger@localhost').describe('The sender of all mails.'),
  confirm: z.strictObject({
    status: patience(2, 60).describe('How long a status must hold.'),
    rate: patience(1, 0).describe('How long a price must hold.'),
    source: patience(3, 120).describe('How long a source must fail; checks much closer together than so many in so many minutes count as one.'),
  }).prefault({}).describe('A change that goes back before it is believed is a note, not an alert.'),
  thresholds: z.array(z.strictObject({
    match: z.strictObject({ source: z.string().optional(), route: z.string().optional(), meter: meterGlob.optional(), direction: z.enum(['up', 'down']).optional() }).default({}),
    notice: decimal.optional(), warning: decimal.optional(), critical: decimal.optional(),
  })).default([]).describe('From how many percent on a change weighs how much; the first that matches counts.'),
  workloads: z.array(z.strictObject({
    name: z.string().min(1), source: z.string().optional(), route: z.string().min(1), meter: meterGlob,
    where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional().describe('Only rates under these conditions.'),
    per_month: decimal.describe('Units of the meter a month. Two entries of one name in two meters say what a move from one unit to the other costs.'),
  })).default([]).describe('What is used a month: alerts then say what a change costs.'),
  owners: z.array(z.strictObject({ route: z.string().min(1), source: z.string().optional(), owner: z.string().min(1) })).default([]).describe('Who owns which routes.'),
  defaults: z.strictObject(reachable).prefault({}).describe('How everybody is told who is not listed below.'),
  recipients: z.record(mailAddress, z.strictObject(reachable)).default({}).describe('How somebody wants to be told.'),
  webhooks: z.array(z.strictObject({
    name: webhookName, url: webUrl,
    secret_env: environmentName.optional().describe('The environment variable that holds the signing secret (whsec_…); two secrets, a space between, while one replaces the other.'),
    template: z.enum(['standard', 'slack', 'teams', 'discord']).default('standard'),
  })).default([]),
  ping: webUrl.optional().describe('Asked after each complete round: a dead-man switch tells when it is not.'),
  rules: z.array(rule).default([]).describe('Who is told what. The first rule that matches counts, unless it says continue.'),
}).prefault({}).superRefine(({ rules, webhooks }, context) => {
  const names = webhooks.map(({ name }) => name);
  webhooks.forEach(({ name, template, secret_env }, index) => {
    if (names.indexOf(name) !== index) context.addIssue({ code: 'custom', path: ['webhooks', index, 'name'], message: `the name "${name}" is taken by another webhook` });
    if (template === 'standard' && secret_env === undefined) context.addIssue({ code: 'custom', path: ['webhooks', index], message: 'a standard webhook is signed: name the environment variable of its secret with "secret_env"' });
  });
  rules.forEach((one, index) => {
    one.webhooks.forEach((name, place) => {
      if (!names.includes(name)) context.addIssue({ code: 'custom', path: ['rules', index, 'webhooks', place], message: `there is no webhook "${name}": ${names.length === 0 ? 'add it under "webhooks"' : `one of ${names.join(', ')}`}` });
    });
  });
});
