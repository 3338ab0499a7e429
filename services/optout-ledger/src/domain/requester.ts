import type { RequestCounted } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';

/** What one requester has asked for on behalf of others. Plain JSON. */
export interface RequesterState {
  /** The latest requests, oldest first. */
  requests: { requestId: string; atUs: number; exceeds: boolean }[];
}

/** One more request; above the limit it is counted as exceeding and waits for a person. */
export interface CountRequest {
  requestId: string;
  organisationId: string;
  atUs: bigint;
  max: number;
  perUs: number;
}

/** More than any limit in the data; what is forgotten is older than its window. */
const REMEMBERED = 200;

/** Counts requests by one requester: a rival could otherwise empty a list. */
export const requesterDecider: Decider<
  RequesterState,
  CountRequest,
  { type: 'RequestCounted' } & RequestCounted,
  never
> = {
  decide({ requestId, organisationId, atUs, max, perUs }, { requests }) {
    const since = Number(atUs) - perUs;
    const lately = requests.filter((each) => each.atUs > since);
    if (lately.some((each) => each.requestId === requestId)) return ok([]);
    const exceeds = lately.filter((each) => !each.exceeds).length >= max;
    return ok([{ type: 'RequestCounted', requestId, organisationId, exceeds, atUs }]);
  },
  evolve: ({ requests }, { requestId, atUs, exceeds }) => ({
    requests: [...requests, { requestId, atUs: Number(atUs), exceeds }].slice(-REMEMBERED),
  }),
  initialState: () => ({ requests: [] }),
};
