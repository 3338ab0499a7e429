import { setTimeout as delay } from 'node:timers/promises';
import { PolicyServiceDefinition } from '@hustings/contracts/enforcement';
import { RegistryServiceDefinition, Role } from '@hustings/contracts/registry';
import { Clients, RpcFailure } from '@hustings/service-kit';
import { Status } from 'nice-grpc';

export interface PolicyActivation {
  registryAddress: string;
  enforcementAddress: string;
  operatorToken: string;
  /** The policy document, JSON. */
  documentJson: string;
}

/** A new credential is known to the other services once they have read it from the log. */
const CREDENTIAL_KNOWN_WITHIN_MS = 10_000;
const ASK_AGAIN_MS = 50;

/**
 * Puts a policy in force the way people would: one officer proposes it, two others approve. Returns its hash, or null
 * when a policy is in force already.
 */
export async function activatePolicy(options: PolicyActivation): Promise<string | null> {
  const clients = new Clients();
  const policyAs = (token: string) =>
    clients.create(PolicyServiceDefinition, { address: options.enforcementAddress, token });
  try {
    const active = await policyAs(options.operatorToken).getActivePolicy({});
    return active.hash === '' ? await replacePolicy(options) : null;
  } finally {
    clients.close();
  }
}

/** Puts a policy in force in the same way, whichever is in force now. Returns its hash. */
export async function replacePolicy(options: PolicyActivation): Promise<string> {
  const clients = new Clients();
  const policyAs = (token: string) =>
    clients.create(PolicyServiceDefinition, { address: options.enforcementAddress, token });
  try {
    const [proposer = '', ...approvers] = await issueOfficers(clients, options);
    const { documentJson } = options;
    const { hash } = await whenKnown(() => policyAs(proposer).proposePolicy({ documentJson }));
    for (const approver of approvers) {
      await whenKnown(() => policyAs(approver).approvePolicy({ hash }));
    }
    return hash;
  } finally {
    clients.close();
  }
}

async function issueOfficers(clients: Clients, options: PolicyActivation): Promise<string[]> {
  const registry = clients.create(RegistryServiceDefinition, {
    address: options.registryAddress,
    token: options.operatorToken,
  });
  const issued = ['proposing', 'first approving', 'second approving'].map((part) =>
    registry.issueCredential({ roles: [Role.ROLE_POLICY_OFFICER], label: `${part} officer` }),
  );
  return (await Promise.all(issued)).map(({ token }) => token);
}

async function whenKnown<T>(call: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + CREDENTIAL_KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const unknown = error instanceof RpcFailure && error.code === Status.UNAUTHENTICATED;
      if (!unknown || performance.now() > deadline) throw error;
      await delay(ASK_AGAIN_MS);
    }
  }
}
