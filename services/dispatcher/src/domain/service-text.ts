import type { ServiceTextFinished, ServiceTextStarted } from '@hustings/contracts/dispatch';
import { ServiceTextKind } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';
import type { ServiceTextName } from '@hustings/policy/service-texts';

/** How far a text that the system sends by itself has got. Plain JSON. */
export interface ServiceTextState {
  status: 'NONE' | 'STARTED' | 'FINISHED';
}

export type ServiceTextCommand =
  | ({ type: 'StartText' } & ServiceTextStarted)
  | ({ type: 'FinishText' } & ServiceTextFinished);

export type ServiceTextEvent =
  | ({ type: 'ServiceTextStarted' } & ServiceTextStarted)
  | ({ type: 'ServiceTextFinished' } & ServiceTextFinished);

/** Only who has recorded the start may call the provider: so a text goes out once, or not at all. */
export const serviceTextDecider: Decider<
  ServiceTextState,
  ServiceTextCommand,
  ServiceTextEvent,
  never
> = {
  decide(command, { status }) {
    if (command.type === 'StartText') {
      const { type: _, ...started } = command;
      return ok(status === 'NONE' ? [{ ...started, type: 'ServiceTextStarted' }] : []);
    }
    const { type: _, ...finished } = command;
    return ok(status === 'FINISHED' ? [] : [{ ...finished, type: 'ServiceTextFinished' }]);
  },
  evolve: (_, { type }) => ({ status: type === 'ServiceTextStarted' ? 'STARTED' : 'FINISHED' }),
  initialState: () => ({ status: 'NONE' }),
};

const NAMES: Partial<Record<ServiceTextKind, ServiceTextName>> = {
  [ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION]: 'confirmation',
  [ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION_ALL]: 'confirmation_all',
  [ServiceTextKind.SERVICE_TEXT_KIND_HELP]: 'help',
  [ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE]: 'request_code',
  [ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN]: 'opt_in',
  [ServiceTextKind.SERVICE_TEXT_KIND_OPT_IN_ALL]: 'opt_in_all',
};

/** Name of a kind in the data file; null for one that this version does not know. */
export function textNameOf(kind: ServiceTextKind): ServiceTextName | null {
  return NAMES[kind] ?? null;
}

const REF_PREFIX = 'svc-';

/** Our name for the text at the provider. There is one attempt. */
export function serviceTextRef(textId: string): string {
  return `${REF_PREFIX}${textId}-1`;
}

export function isServiceTextRef(clientRef: string): boolean {
  return clientRef.startsWith(REF_PREFIX);
}
