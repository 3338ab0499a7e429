import * as wire from '@hustings/contracts/enforcement';
import type { EventCodec } from '@hustings/event-log';
import type { PolicyEvent } from '../domain/policy/decider.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** How the events of a policy document stand in the log. */
export const policyCodec: EventCodec<PolicyEvent> = {
  PolicyProposed: {
    eventType: 'policy.PolicyProposed.v1',
    encode: ({ type: _, document, ...event }) =>
      wire.PolicyProposed.encode({ ...event, document: Buffer.from(document, 'utf8') }).finish(),
    decode(data) {
      const { hash, document, proposedBy } = wire.PolicyProposed.decode(data);
      return { type: 'PolicyProposed', hash, document: utf8.decode(document), proposedBy };
    },
  },
  PolicyApproved: {
    eventType: 'policy.PolicyApproved.v1',
    encode: ({ type: _, ...event }) => wire.PolicyApproved.encode(event).finish(),
    decode(data) {
      const { hash, approvedBy } = wire.PolicyApproved.decode(data);
      return { type: 'PolicyApproved', hash, approvedBy };
    },
  },
  PolicyActivated: {
    eventType: 'policy.PolicyActivated.v1',
    encode: ({ type: _, document, effectiveAtUs, approvedBy, hash }) =>
      wire.PolicyActivated.encode({
        hash,
        document: Buffer.from(document, 'utf8'),
        effectiveAtUs: BigInt(effectiveAtUs),
        approvedBy: [...approvedBy],
      }).finish(),
    decode(data) {
      const { hash, document, effectiveAtUs, approvedBy } = wire.PolicyActivated.decode(data);
      return {
        type: 'PolicyActivated',
        hash,
        document: utf8.decode(document),
        effectiveAtUs: Number(effectiveAtUs),
        approvedBy,
      };
    },
  },
};
