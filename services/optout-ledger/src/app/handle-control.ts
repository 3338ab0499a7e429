import { ActorKind } from '@hustings/contracts/log';
import { Control, LiftCause, Scope, Source } from '@hustings/contracts/optout';
import type { RecipientRejection, RecipientState } from '../domain/recipient.ts';
import { controlGround } from '../domain/standing.ts';
import { elapsedUs, type Ledger, recipientOf } from './ledger.ts';
import { liftGround } from './lift-ground.ts';
import { recordOptOutOf } from './record-opt-out.ts';

/** A control of the provider that the person used, or reset. */
export interface ControlEvent {
  inboundId: string;
  control: Control;
  resumed: boolean;
  /** Canonical. */
  address: string;
  senderId: string;
  organisationId: string;
  /** Provider's code, '' = none. */
  code: string;
  receivedAtUs: bigint;
}

export interface HandledControl {
  scope: Scope;
  effectiveAfterUs: bigint;
  /** The recipient is suppressed now, by this or by anything else. */
  suppressed: boolean;
  rejection?: RecipientRejection;
}

/**
 * Mirrors a control. One number's control reaches the organisation, for a person stops people and not numbers; only a block of
 * a number stays with that number. Reset, it lifts what that control has set and nothing else. Throws `BarrierTimeout`.
 */
export async function handleControl(ledger: Ledger, event: ControlEvent): Promise<HandledControl> {
  const startedMs = ledger.clock.monotonicMs();
  const target = recipientOf(ledger, event.organisationId, event.address);
  const isNarrow = event.control === Control.CONTROL_SENDER_BLOCKED;
  const scope = isNarrow ? Scope.SCOPE_SENDER : Scope.SCOPE_ORGANISATION;
  const reach = { scope, scopeId: isNarrow ? event.senderId : '' };
  const ground = controlGround(event.control, event.senderId);
  const { receivedAtUs, inboundId, senderId } = event;
  const done = event.resumed
    ? await liftGround(ledger, target, {
        ...reach,
        ground,
        cause: LiftCause.LIFT_CAUSE_CONTROL_RESUMED,
        inboundId,
        note: '',
        receivedAtUs,
        actor: { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: target.recipient },
      })
    : await recordOptOutOf(ledger, target, {
        ...reach,
        ground,
        source: Source.SOURCE_PROVIDER,
        inboundId,
        tier: 'T0',
        ruleId: `control:${event.control}`,
        dataVersion: '',
        provisional: false,
        receivedAtUs,
        senderId,
        proof: event.code,
      });
  const { state } = await ledger.store.load(target);
  return {
    scope,
    effectiveAfterUs: done.ok ? elapsedUs(ledger, startedMs) : 0n,
    suppressed: isSuppressed(state, senderId),
    ...(done.ok ? {} : { rejection: done.error }),
  };
}

function isSuppressed({ standing }: RecipientState, senderId: string): boolean {
  return standing.some(
    ({ scope, scopeId }) => scope >= Scope.SCOPE_ORGANISATION || scopeId === senderId,
  );
}
