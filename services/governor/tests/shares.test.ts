import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divideGates } from '../src/domain/divide-gates.ts';
import { planShares } from '../src/domain/plan-shares.ts';
import {
  type Announced,
  goneMembers,
  liveMembers,
  look,
  type Roster,
} from '../src/domain/roster.ts';

const GATES = Array.from({ length: 48 }, (_, gate) => `0.${gate}`);
const SEED = 20_260_729;
const anyMembers = fc.uniqueArray(fc.stringMatching(/^gov-[a-z0-9]{6}$/), {
  minLength: 1,
  maxLength: 6,
});

describe('the division of gates', () => {
  it('gives each member its fair share, whoever asks, and every gate to one', () => {
    const property = fc.property(anyMembers, (members) => {
      const owners = divideGates(GATES, members);
      expect([...owners.keys()]).toEqual(GATES);
      const shares = members.map(
        (member) => [...owners.values()].filter((one) => one === member).length,
      );
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      expect(divideGates(GATES, members.toReversed())).toEqual(owners);
    });
    fc.assert(property, { seed: SEED });
  });

  it('moves few gates when a member comes: not many more than its share', () => {
    const property = fc.property(anyMembers, (members) => {
      const before = divideGates(GATES, members);
      const after = divideGates(GATES, [...members, 'gov-joined']);
      const moved = GATES.filter((gate) => before.get(gate) !== after.get(gate)).length;
      expect(moved).toBeLessThanOrEqual(2 * Math.ceil(GATES.length / (members.length + 1)));
    });
    fc.assert(property, { seed: SEED });
  });

  it('is empty without members', () => {
    expect(divideGates(GATES, []).size).toBe(0);
  });
});

describe('a plan', () => {
  const live = (...ids: string[]) => ids.map((id) => ({ id, draining: false }));

  it('claims what nobody serves and falls to us', () => {
    const { claim, give } = planShares({ self: 'a', gates: GATES, live: live('a'), table: {} });
    expect(claim).toEqual(GATES);
    expect(give.size).toBe(0);
  });

  it('claims nothing from a member whose lease stands', () => {
    const table = Object.fromEntries(GATES.map((gate) => [gate, 'b']));
    expect(planShares({ self: 'a', gates: GATES, live: live('a', 'b'), table }).claim).toEqual([]);
  });

  it('claims what a member left that is gone', () => {
    const table = Object.fromEntries(GATES.map((gate) => [gate, 'gone']));
    const plans = ['a', 'b'].map((self) =>
      planShares({ self, gates: GATES, live: live('a', 'b'), table }),
    );
    expect(plans.flatMap(({ claim }) => claim).toSorted()).toEqual(GATES.toSorted());
    expect(plans.map(({ claim }) => claim.length)).toEqual([24, 24]);
  });

  it('gives away what is beyond our share, and everything when we drain', () => {
    const table = Object.fromEntries(GATES.map((gate) => [gate, 'a']));
    const view = { self: 'a', gates: GATES, table };
    expect(planShares({ ...view, live: live('a', 'b') }).give.size).toBe(24);
    const draining = [{ id: 'a', draining: true }, ...live('b')];
    const plan = planShares({ ...view, live: draining });
    expect(new Set(plan.give.values())).toEqual(new Set(['b']));
    expect(plan.give.size).toBe(48);
  });

  it('keeps everything when nobody else could take it', () => {
    const table = Object.fromEntries(GATES.map((gate) => [gate, 'a']));
    const live = [{ id: 'a', draining: true }];
    const plan = planShares({ self: 'a', gates: GATES, live, table });
    expect(plan).toEqual({ claim: [], give: new Map() });
  });
});

describe('a lease', () => {
  const self = { id: 'a', address: '10.0.0.1:7402' };
  const other: Announced = {
    id: 'b',
    address: '10.0.0.2:7402',
    beat: 7,
    leaseMs: 4_000,
    draining: false,
  };
  const names = (members: Announced[]) => members.map(({ id }) => id);

  function watch(member: Announced, elapsed: number[]): Roster {
    return elapsed.reduce(
      (roster: Roster, elapsedMs) => look(roster, [member], { elapsedMs }),
      new Map(),
    );
  }

  it('stands until its holder has been silent for as long', () => {
    expect(names(liveMembers(watch(other, [1_000, 1_000, 1_000, 1_000]), self))).toEqual(['b']);
    const gone = watch(other, [1_000, 1_000, 1_000, 1_000, 1_000]);
    expect(names(liveMembers(gone, self))).toEqual([]);
    expect(names(goneMembers(gone, self))).toEqual(['b']);
  });

  it('begins anew with each beat', () => {
    const silent = watch(other, [1_000, 1_000, 1_000, 1_000]);
    const heard = look(silent, [{ ...other, beat: 8 }], { elapsedMs: 1_000 });
    expect(heard.get('b')?.silentMs).toBe(0);
  });

  it('does not end because the observer itself was cut off', () => {
    expect(names(liveMembers(watch(other, [1_000, 1_000, 60_000]), self))).toEqual(['b']);
  });

  it('ends sooner for the process that stood on our own address before us', () => {
    const before = { ...other, address: self.address };
    expect(names(liveMembers(watch(before, [1_000, 1_000, 1_000]), self))).toEqual([]);
  });

  it('of our own is not for the others to tell us', () => {
    const own = { ...other, ...self };
    const silent = watch(own, [1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
    expect(names(liveMembers(silent, self))).toEqual(['a']);
  });
});
