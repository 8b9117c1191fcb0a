import { FAL_ROUTES, URLS } from './world.ts';

/** Told at once, at any hour. */
export const OPERATIONS = 'ops@example.com';
/** Told at once, but not at night. */
export const PROCUREMENT = 'procurement@example.com';
/** Wants one mail an hour; what is more comes together. */
export const TEAM = 'team@example.com';
/** Gets a digest each morning, in Berlin. */
export const DAILY_READER = 'finance@example.com';
/** Gets a digest each Sunday, at an hour that does not exist, or exists twice, when the clocks change. */
export const WEEKLY_READER = 'board@example.com';
/** Who writes silences, and is reminded of them. */
export const SILENCER = 'ana@example.com';
/** A program that is told everything, and one that hangs up for good. */
export const HOOK = 'program';
export const FEED = 'feed';
export const HOOK_SECRET = `whsec_${Buffer.from('the simulator signs with this key').toString('base64')}`;

export const BERLIN = 'Europe/Berlin';
export const SYDNEY = 'Australia/Sydney';
export const QUIET = { from: '20:00', to: '07:00' } as const;
export const DAILY_AT = '08:00';
export const WEEKLY_AT = '02:30';
export const PUBLIC_URL = 'https://drift.example';

/** The schedules.json of the simulated weeks. */
export function configText(hooks: string): string {
  const everybody = [
    ['operations', { to: [OPERATIONS], webhooks: [HOOK, FEED] }], ['procurement', { to: [PROCUREMENT] }], ['team', { to: [TEAM] }], ['finance', { to: [DAILY_READER], when: 'daily' }], ['board', { to: [WEEKLY_READER], when: 'weekly' }],
  ] as const;
  return JSON.stringify({
    network: { allowPrivate: true },
    web: { publicUrl: PUBLIC_URL },
    sources: [
      { id: 'flatkey', adapter: 'flatkey', url: URLS.flatkey, cron: '*/30 * * * *' },
      { id: 'fal', adapter: 'fal', url: URLS.fal, routes: [`${FAL_ROUTES[0]?.replace(/\d+$/, '')}*`], cron: '10 * * * *' },
      { id: 'byteplus', adapter: 'byteplus', url: URLS.byteplus, cron: '30 2 * * *', timezone: SYDNEY },
      { id: 'byteplus-berlin', adapter: 'byteplus', url: URLS['byteplus-berlin'], cron: '30 2 * * *', timezone: BERLIN },
    ],
    alerts: {
      from: 'driftledger@example.com',
      webhooks: [HOOK, FEED].map((name) => ({ name, url: `${hooks}/${name}`, secret_env: 'HOOK_SECRET' })),
      recipients: {
        [PROCUREMENT]: { timezone: BERLIN, quiet: QUIET }, [TEAM]: { most_per_hour: 1 },
        [DAILY_READER]: { timezone: BERLIN, digest_at: DAILY_AT }, [WEEKLY_READER]: { timezone: BERLIN, digest_at: WEEKLY_AT, weekly_on: 'sunday' },
      },
      rules: everybody.map(([name, who]) => ({ name, ...who, continue: true })),
    },
  });
}
