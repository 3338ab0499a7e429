import { Role } from '@hustings/contracts/registry';
import { expect, test, vi } from 'vitest';
import { type RouteParts, Router } from '../src/app/route-messages.ts';

/** A request without messages is answered as soon as it is let through. */
const NOTHING: never[] = [];

test('a credential that is younger than what was read of the log waits for its registration', async () => {
  let readTo = 6;
  const parts = { addressOf: () => '', readTo: () => readTo };
  const router = new Router(parts as unknown as RouteParts);
  const answer = vi.fn<() => void>();
  const fail = vi.fn<() => void>();
  const who = { kind: 'credential', credentialId: 'crd-1', roles: [Role.ROLE_TOOL] } as const;
  const principal = { ...who, organisationId: 'org-1', intermediaryId: 'int-1', issuedSeq: 7 };

  router.submit({ principal: { ...principal, issuedSeq: 6 }, messages: NOTHING }, { answer, fail });
  expect(answer).toHaveBeenCalledTimes(1);
  router.submit({ principal, messages: NOTHING }, { answer, fail });
  expect(answer).toHaveBeenCalledTimes(1);
  readTo = 7;
  await vi.waitFor(() => expect(answer).toHaveBeenCalledTimes(2));
  expect(fail).not.toHaveBeenCalled();
});
