// Makes the streams of the event log, once, before the services start. May run again at any time.
import { readConfig } from '@hustings/service-kit';
import { z } from 'zod';
import { installLog, SINGLE_MACHINE_PLAN } from './install-log.ts';

const SCHEMA = z.object({
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  HUSTINGS_PARTITIONS: z.coerce.number().int().min(1).default(SINGLE_MACHINE_PLAN.partitions),
  HUSTINGS_GATES: z.coerce.number().int().min(1).default(SINGLE_MACHINE_PLAN.gates),
  HUSTINGS_REPLICAS: z.coerce.number().int().min(1).max(5).default(SINGLE_MACHINE_PLAN.replicas),
});

try {
  const config = readConfig(SCHEMA, process.env);
  const { HUSTINGS_PARTITIONS: partitions, HUSTINGS_GATES: gates } = config;
  await installLog(config.NATS_URL, { partitions, gates, replicas: config.HUSTINGS_REPLICAS });
  console.log(`the event log stands: ${partitions} partition(s) of ${gates} gates`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
