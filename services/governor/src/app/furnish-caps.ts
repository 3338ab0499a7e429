import type { EventLog } from '@hustings/event-log';
import type { Clock, Ids } from '@hustings/kernel';
import type { RecipientKeys } from '@hustings/privacy';
import {
  type GateScripts,
  type LoadedScripts,
  RecipientScripts,
  type ScriptClient,
} from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';
import type { Telemetry } from '../telemetry.ts';
import { RecipientCaps } from './recipient-caps.ts';
import { restorePlaces } from './restore-places.ts';

/** The caps over all organisations, with the log and the key stream behind them. */
export function furnishCaps(parts: {
  log: EventLog;
  keys: RecipientKeys;
  /** Of a gate: they load all scripts. */
  scripts: GateScripts;
  /** The scripts themselves, and the Redis that they run on. */
  counts: { client: ScriptClient; loaded: LoadedScripts };
  clock: Clock;
  ids: Ids;
  logger: Logger;
  telemetry: Telemetry;
  signal: AbortSignal;
}): RecipientCaps {
  const { log, keys, clock, telemetry } = parts;
  const scripts = new RecipientScripts(parts.counts.client, parts.counts.loaded);
  const pseudonymOf = async (
    partition: string,
    organisationId: string,
    recipient: string,
  ): Promise<string> => {
    const found = await keys.find({ partition, organisationId, pseudonym: recipient });
    return found?.allPoliticalPseudonym ?? '';
  };
  const nowUs = (): number => Number(clock.nowUs());
  return new RecipientCaps({
    ...parts,
    scripts,
    loadScripts: () => parts.scripts.load(),
    pseudonymOf,
    restore: (at, signal) => restorePlaces({ log, scripts, pseudonymOf, nowUs }, at, signal),
    onShadow: (shadowRefusals) => telemetry.countLimits({ verdicts: [], shadowRefusals }),
  });
}
