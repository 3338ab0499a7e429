import type { Actor } from '@hustings/contracts/log';
import { ActorKind } from '@hustings/contracts/log';
import type { CommandMeta } from '@hustings/event-log';
import type { Clock, Ids, LogLayout } from '@hustings/kernel';
import type { Stores } from '../ports/stores.ts';
import type { Views } from './views.ts';

/** What every order of this service needs. */
export interface Means {
  stores: Stores;
  views: Views;
  layout: LogLayout;
  clock: Clock;
  ids: Ids;
}

/** The service itself, acting by rule. */
export const MACHINE: Actor = { kind: ActorKind.ACTOR_KIND_SYSTEM, id: 'enforcement' };

/** The clock in microseconds since the Unix epoch; exact until the year 2255. */
export function nowUs({ clock }: Pick<Means, 'clock'>): number {
  return Number(clock.nowUs());
}

/** What stands in a commit beside its facts. */
export function metaOf(means: Means, actor: Actor): CommandMeta {
  const policyHash = means.views.policy?.activated.hash;
  return {
    actor,
    occurredAtUs: means.clock.nowUs(),
    correlationId: means.ids.uuid(),
    ...(policyHash === undefined ? {} : { policyHash }),
  };
}
