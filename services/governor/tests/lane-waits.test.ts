import { RpcFailure } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { LANES_MAX, type LaneWaitsParts, waitsHere, waitsOf } from '../src/app/lane-waits.ts';
import type { Peers } from '../src/ports/peers.ts';

const ORGANISATION = 'org-1';
const HELD = 'snd-1|2|cmp-1|';
const FREE = 'snd-1|2|cmp-2|';
const WAIT = { ruleId: 'per-day', atUs: 1_800_000_000_000_000 };

/** A governor that knows who serves the organisation, and what another one answers. */
function furnish(address: string | null, answer: Peers['waits']) {
  const waits = vi.fn<Peers['waits']>(answer);
  const worker = { waitOf: (lane: string) => (lane === HELD ? WAIT : null) };
  const parts: LaneWaitsParts = {
    addressOf: () => address,
    workerOf: () => worker,
    peers: { waits, decide: () => Promise.reject(new Error('not asked')), stop: () => undefined },
  };
  return { parts, waits };
}

const nobody: Peers['waits'] = () => Promise.reject(new Error('nobody is to be asked'));

describe('why lanes wait', () => {
  it('is known where their gate is served', async () => {
    const { parts, waits } = furnish('', nobody);
    expect([...(await waitsOf(parts, ORGANISATION, [HELD, FREE]))]).toEqual([[HELD, WAIT]]);
    expect(waits).not.toHaveBeenCalled();
  });

  it('is asked of whoever serves it elsewhere', async () => {
    const { parts, waits } = furnish('other:1', async () => [{ lane: FREE, ...WAIT }]);
    expect([...(await waitsOf(parts, ORGANISATION, [HELD, FREE]))]).toEqual([[FREE, WAIT]]);
    const asked = { organisationId: ORGANISATION, lanes: [HELD, FREE] };
    expect(waits).toHaveBeenCalledExactlyOnceWith('other:1', expect.objectContaining(asked));
  });

  it('is asked for as many lanes as the other one answers for', async () => {
    const { parts, waits } = furnish('other:1', async () => []);
    await waitsOf(parts, ORGANISATION, Array<string>(LANES_MAX + 1).fill(FREE));
    expect(waits.mock.calls.map(([, { lanes }]) => lanes.length)).toEqual([LANES_MAX]);
  });

  it.each([
    { where: 'whose gate is on its way between two governors', address: null, lanes: [HELD] },
    { where: 'of a campaign that has none', address: 'other:1', lanes: [] },
  ])('of lanes $where nobody is asked', async ({ address, lanes }) => {
    const { parts, waits } = furnish(address, nobody);
    expect((await waitsOf(parts, ORGANISATION, lanes)).size).toBe(0);
    expect(waits).not.toHaveBeenCalled();
  });

  it.each<{ peer: string; answer: Peers['waits'] }>([
    {
      peer: 'has lost the gate',
      answer: () => Promise.reject(RpcFailure.unavailable('NOT_THE_OWNER', 'served elsewhere')),
    },
    {
      peer: 'does not answer',
      answer: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    },
  ])('is unknown, and the rest is told, when a governor $peer', async ({ answer }) => {
    const { parts } = furnish('other:1', answer);
    expect((await waitsOf(parts, ORGANISATION, [HELD])).size).toBe(0);
  });

  it('is not told to another governor by one that does not serve the gate', () => {
    expect(waitsHere(furnish('other:1', nobody).parts, ORGANISATION, [HELD])).toBeNull();
    expect(waitsHere(furnish(null, nobody).parts, ORGANISATION, [HELD])).toBeNull();
  });
});
