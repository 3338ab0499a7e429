import type { AggregateStore } from '@hustings/event-log';
import type { CaseCommand, CaseRejection } from '../domain/case/commands.ts';
import type { CaseEvent } from '../domain/case/events.ts';
import type { CaseState } from '../domain/case/state.ts';
import type { ComplaintCommand, ComplaintRejection } from '../domain/complaints/commands.ts';
import type { ComplaintEvent } from '../domain/complaints/events.ts';
import type { ComplaintState } from '../domain/complaints/state.ts';
import type {
  AddMessage,
  AppealMessageAdded,
  Dialogue,
  DialogueRejection,
} from '../domain/dialogue/dialogue.ts';
import type {
  ExportState,
  RecordExport,
  StatementsExported,
} from '../domain/dsa/export-aggregate.ts';
import type { HoldCommand, HoldRejection } from '../domain/hold/commands.ts';
import type { HoldEvent } from '../domain/hold/events.ts';
import type { HoldState } from '../domain/hold/state.ts';
import type { LegalHoldCommand, LegalHoldRejection } from '../domain/legal-hold/commands.ts';
import type { LegalHoldEvent } from '../domain/legal-hold/events.ts';
import type { LegalHoldState } from '../domain/legal-hold/state.ts';
import type { MassActionCommand, MassActionRejection } from '../domain/mass-action/commands.ts';
import type { MassActionEvent } from '../domain/mass-action/events.ts';
import type { MassActionState } from '../domain/mass-action/state.ts';
import type {
  ConflictDeclared,
  DeclareConflict,
  OfficerRejection,
  OfficerState,
} from '../domain/officer/decider.ts';
import type { PaceCommand, PaceRejection } from '../domain/pace/commands.ts';
import type { PaceEvent } from '../domain/pace/events.ts';
import type { PaceState } from '../domain/pace/state.ts';
import type { CopyActivation, CopyState } from '../domain/policy/activation-copy.ts';
import type {
  PolicyActivated,
  PolicyCommand,
  PolicyEvent,
  PolicyRejection,
  PolicyState,
} from '../domain/policy/decider.ts';
import type { ReferralCommand, ReferralRejection } from '../domain/referral/commands.ts';
import type { ReferralEvent } from '../domain/referral/events.ts';
import type { ReferralState } from '../domain/referral/state.ts';
import type { MassActionBinder } from './mass-action-binder.ts';

export type CaseStore = AggregateStore<CaseState, CaseCommand, CaseEvent, CaseRejection>;
export type PolicyStore = AggregateStore<PolicyState, PolicyCommand, PolicyEvent, PolicyRejection>;
export type ActivationStore = AggregateStore<CopyState, CopyActivation, PolicyActivated, never>;

export type HoldStore = AggregateStore<HoldState, HoldCommand, HoldEvent, HoldRejection>;

export type LegalHoldStore = AggregateStore<
  LegalHoldState,
  LegalHoldCommand,
  LegalHoldEvent,
  LegalHoldRejection
>;

/** By organisation. */
export type ComplaintStore = AggregateStore<
  ComplaintState,
  ComplaintCommand,
  ComplaintEvent,
  ComplaintRejection
>;

/** By sender. */
export type PaceStore = AggregateStore<PaceState, PaceCommand, PaceEvent, PaceRejection>;

export type ReferralStore = AggregateStore<
  ReferralState,
  ReferralCommand,
  ReferralEvent,
  ReferralRejection
>;
export type DialogueStore = AggregateStore<
  Dialogue,
  AddMessage,
  AppealMessageAdded,
  DialogueRejection
>;
export type ExportStore = AggregateStore<
  ExportState,
  RecordExport,
  StatementsExported,
  { reason: 'EXPORT_EXISTS' }
>;
export type OfficerStore = AggregateStore<
  OfficerState,
  DeclareConflict,
  ConflictDeclared,
  OfficerRejection
>;
export type MassActionStore = AggregateStore<
  MassActionState,
  MassActionCommand,
  MassActionEvent,
  MassActionRejection
>;

/** What this service writes. */
export interface Stores {
  cases: CaseStore;
  holds: HoldStore;
  legalHolds: LegalHoldStore;
  complaints: ComplaintStore;
  paces: PaceStore;
  referrals: ReferralStore;
  dialogues: DialogueStore;
  exports: ExportStore;
  officers: OfficerStore;
  massActions: MassActionStore;
  massActionBinder: MassActionBinder;
  policies: PolicyStore;
  activations: ActivationStore;
}
