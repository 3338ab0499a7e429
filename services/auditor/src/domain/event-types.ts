/** Types of events that this version can read. Anything else in the log is reported. */
export const KNOWN_EVENT_TYPES: ReadonlySet<string> = new Set([
  'classifier.FamilyOpened.v1',
  'dispatch.DeliveriesReported.v1',
  'dispatch.HandOffsFinished.v1',
  'dispatch.HandOffsStarted.v1',
  'dispatch.InboundReceived.v1',
  'dispatch.ReleasesReturned.v1',
  'enforcement.AppealDismissed.v1',
  'enforcement.AppealFiled.v1',
  'enforcement.AppealUpheld.v1',
  'enforcement.CaseClosed.v1',
  'enforcement.CaseOpened.v1',
  'enforcement.CompromiseHoldLifted.v1',
  'enforcement.CompromiseHoldPlaced.v1',
  'enforcement.EvidenceAdded.v1',
  'enforcement.NoticeDelivered.v1',
  'enforcement.NoticeIssued.v1',
  'enforcement.SanctionEnded.v1',
  'enforcement.SanctionImposed.v1',
  'enforcement.StayEnded.v1',
  'enforcement.StayGranted.v1',
  'enforcement.Warned.v1',
  'gate.GateMarked.v1',
  'governor.CancellationOrdered.v1',
  'governor.DecisionsRecorded.v1',
  'governor.LanePaused.v1',
  'governor.LaneResumed.v1',
  'governor.LaneWeighed.v1',
  'optout.OptedIn.v1',
  'optout.OptedOut.v1',
  'policy.PolicyActivated.v1',
  'policy.PolicyApproved.v1',
  'policy.PolicyProposed.v1',
  'registry.AddressClaimed.v1',
  'registry.CampaignClosed.v1',
  'registry.CampaignCreated.v1',
  'registry.CredentialIssued.v1',
  'registry.CredentialRevoked.v1',
  'registry.IntermediaryRegistered.v1',
  'registry.OrganisationRegistered.v1',
  'registry.OrganisationRevoked.v1',
  'registry.OrganisationVerified.v1',
  'registry.SenderRegistered.v1',
  'registry.SenderRevoked.v1',
  'registry.SenderVerificationFailed.v1',
  'registry.SenderVerificationRequested.v1',
  'registry.SenderVerified.v1',
  'registry.ToolGrantRevoked.v1',
  'registry.ToolGranted.v1',
]);

/** Facts that take something away: each stands in one batch with a marker on the gates that it concerns. */
const BINDING: ReadonlySet<string> = new Set([
  'enforcement.CompromiseHoldPlaced.v1',
  'enforcement.SanctionImposed.v1',
  'enforcement.StayEnded.v1',
  'governor.CancellationOrdered.v1',
  'governor.LanePaused.v1',
  'optout.OptedOut.v1',
  'policy.PolicyActivated.v1',
  'registry.CampaignClosed.v1',
  'registry.CredentialRevoked.v1',
  'registry.OrganisationRevoked.v1',
  'registry.SenderRevoked.v1',
  'registry.ToolGrantRevoked.v1',
]);

/** True when decisions may not be taken in ignorance of this event. Staff credentials concern no gate. */
export function isBinding(eventType: string, organisationId: string): boolean {
  return (
    BINDING.has(eventType) && (organisationId !== '' || eventType === 'policy.PolicyActivated.v1')
  );
}
