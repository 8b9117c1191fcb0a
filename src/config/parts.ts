import { z } from 'zod';

/** Kinds of values that stand in several places of schedules.json. */

export const timezone = z.string().refine(isTimeZone, { error: 'not an IANA time zone: write a name such as "UTC" or "Europe/Berlin"' });

export const webUrl = z.string().refine((text) => /^https?:\/\//i.test(text) && URL.canParse(text), { error: 'not an http or https address' })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), { error: 'an address with a user or password in it: put secrets into the environment' });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
