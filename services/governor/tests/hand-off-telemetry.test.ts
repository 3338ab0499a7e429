import { createLogger, Metrics } from '@hustings/service-kit';
import { expect, it } from 'vitest';
import { governorTelemetry } from '../src/telemetry.ts';

it('operators see how far hand-offs are behind as it is when they ask, and how often senders were left out', async () => {
  const metrics = new Metrics('governor');
  const telemetry = governorTelemetry(metrics, createLogger('test', 'silent'));
  const valuesOf = async (): Promise<Record<string, number | undefined>> => {
    const shown = await metrics.registry.getMetricsAsJSON();
    const named = shown.map(({ name, values }) => [name, values[0]?.value] as const);
    return Object.fromEntries(named.filter(([name]) => /release|held_back/.test(name)));
  };
  expect(await valuesOf()).toMatchObject({
    hustings_governor_releases_in_flight: 0,
    hustings_governor_oldest_release_seconds: 0,
    hustings_governor_senders_held_back_total: 0,
  });
  let releases = 3;
  telemetry.knowHandOffs(() => ({ releases, oldestSeconds: 1.5 }));
  telemetry.releasesHeldBack(2);
  telemetry.releasesHeldBack(1);
  releases = 64;
  expect(await valuesOf()).toMatchObject({
    hustings_governor_releases_in_flight: 64,
    hustings_governor_oldest_release_seconds: 1.5,
    hustings_governor_senders_held_back_total: 3,
  });
});
