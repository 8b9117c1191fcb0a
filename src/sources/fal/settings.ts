import { z } from 'zod';

/** What stands in schedules.json for a fal source, beside id, url and cron. `url` is the site's root. */
export const falSettings = z.object({
  /** Which routes are watched; `*` matches any characters, `/` included. New routes that match are followed as they appear. */
  routes: z.array(z.string().trim().min(1).max(200)).min(1, 'name at least one route, such as "bytedance/seedance-2.0/*"').max(500),
  /** The HTML page of each watched route is captured too. It is often behind a bot wall; the check goes on without it. */
  evidence: z.boolean().default(false),
  /** The platform pricing API is asked too; it needs a key in the environment variable FAL_KEY. */
  platform: z.boolean().default(false),
  /** The root of the platform API, where it is not the site's host with "api." before it. */
  platformUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** More pages of the models listing than this are not asked for; one page has 200 models. */
  maxPages: z.int().min(1).max(200).default(50),
  /** Of more watched routes than this, the rest is left out, with a note. */
  maxRoutes: z.int().min(1).max(2000).default(300),
});

export type FalSettings = z.output<typeof falSettings>;
