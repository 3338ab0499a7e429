import type { Commit } from '@hustings/contracts/log';
import { CredentialIssued, CredentialRevoked, Role } from '@hustings/contracts/registry';
import type { StaffBook } from '../domain/officer/staff-book.ts';

/** Takes what a commit of the registry says of reviewers into the book. */
export function applyStaff(staff: StaffBook, commit: Commit): void {
  for (const { eventType, data } of commit.events) {
    if (eventType === 'registry.CredentialIssued.v1') {
      const { credentialId, roles, organisationId } = CredentialIssued.decode(data);
      const isReviewer = organisationId === '' && roles.includes(Role.ROLE_REVIEWER);
      if (isReviewer) staff.applyReviewer(credentialId);
    }
    if (eventType === 'registry.CredentialRevoked.v1') {
      staff.applyRevoked(CredentialRevoked.decode(data).credentialId);
    }
  }
}
