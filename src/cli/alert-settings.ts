import { planAlerts, spellingOf, type AlertSettings, type Reachable } from '../alerts/index.ts';
import { type Config } from '../config/index.ts';
import { globMatches } from '../domain/glob.ts';
import { type SnapshotRoute } from '../domain/source.ts';
import { type PlanAlerts } from '../monitor/check-source.ts';
import { type Subscription } from '../monitor/digests.ts';

/** Gateways of this family probe each model once a day. */
const GATEWAY_PROBE_HOURS = 24;

/** The alerts of schedules.json as the stages take them. */
export function alertSettings(config: Pick<Config, 'alerts' | 'timezone'>): AlertSettings {
  const { confirm, thresholds, workloads, owners, rules } = config.alerts;
  return { confirm, thresholds, workloads, owners, rules, matches: globMatches, reachable: reachableBy(config) };
}

/** How somebody is told: what is said of them, else of everybody, else what most people want. */
export function reachableBy({ alerts, timezone }: Pick<Config, 'alerts' | 'timezone'>): (recipient: string) => Reachable {
  return (recipient) => {
    const own = Object.hasOwn(alerts.recipients, recipient) ? alerts.recipients[recipient] : undefined;
    const said = { ...alerts.defaults, ...own };
    return { timezone: said.timezone ?? timezone, quiet: said.quiet, digest_at: said.digest_at ?? '08:00', weekly_on: said.weekly_on ?? 'monday', most_per_hour: said.most_per_hour ?? 20 };
  };
}

/** Everybody who gets a digest, each period once. */
export function subscriptionsOf({ alerts }: Pick<Config, 'alerts'>): readonly Subscription[] {
  const spelled = spellingOf(alerts.rules);
  const all = alerts.rules.flatMap(({ name, to, when }) => (when === 'immediately' ? [] : to.map((address): Subscription => ({ to: spelled(address), rule: name, period: when }))));
  return [...new Map(all.map((one) => [`${one.to} ${one.period}`, one])).values()];
}

/** Alerts as the rules of the configuration route them. */
export function planWith(config: Pick<Config, 'alerts' | 'timezone'>): PlanAlerts {
  const settings = alertSettings(config);
  return ({ source, routeNow, ...told }) => planAlerts(settings, {
    ...told, source: source.id, publisher: source.publisher,
    aboutRoute: (name) => { const route = routeNow(name); return route === undefined ? undefined : { groups: route.groups, probe: probeOf(route), formula: route.formula }; },
  });
}

function probeOf({ status_probed, status_checked_at }: SnapshotRoute) {
  return {
    ...(status_probed === undefined ? {} : { probed: status_probed }),
    ...(status_checked_at === undefined ? {} : { checked_at: status_checked_at, interval_h: GATEWAY_PROBE_HOURS }),
  };
}
