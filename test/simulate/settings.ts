import { FAL_ROUTES, URLS } from './world.ts';

/** Told at once, at any hour. */
export const OPERATIONS = 'ops@example.com';
/** Told at once, but not at night. */
export const PROCUREMENT = 'procurement@example.com';
/** Gets a digest each morning, in Berlin. */
export const DAILY_READER = 'finance@example.com';
export const BERLIN = 'Europe/Berlin';
export const QUIET = { from: '20:00', to: '07:00' } as const;
export const DIGEST_AT = '08:00';

/** The schedules.json of the simulated weeks. */
export function configText(): string {
  return JSON.stringify({
    sources: [
      { id: 'flatkey', adapter: 'flatkey', url: URLS.flatkey, cron: '*/30 * * * *' },
      { id: 'fal', adapter: 'fal', url: URLS.fal, routes: [`${FAL_ROUTES[0]?.replace(/\d+$/, '')}*`], cron: '10 * * * *' },
      { id: 'byteplus', adapter: 'byteplus', url: URLS.byteplus, cron: '30 2 * * *', timezone: 'Australia/Sydney' },
      { id: 'byteplus-berlin', adapter: 'byteplus', url: URLS['byteplus-berlin'], cron: '30 2 * * *', timezone: BERLIN },
    ],
    alerts: {
      from: 'driftledger@example.com',
      recipients: {
        [PROCUREMENT]: { timezone: BERLIN, quiet: QUIET },
        [DAILY_READER]: { timezone: BERLIN, digest_at: DIGEST_AT },
      },
      rules: [
        { name: 'operations', to: [OPERATIONS], continue: true },
        { name: 'procurement', to: [PROCUREMENT], continue: true },
        { name: 'finance', to: [DAILY_READER], when: 'daily' },
      ],
    },
  });
}
