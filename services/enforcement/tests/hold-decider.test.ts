import { fold } from '@hustings/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdCodec } from '../src/adapters/hold-codec.ts';
import type { HoldCommand } from '../src/domain/hold/commands.ts';
import { holdDecider } from '../src/domain/hold/decider.ts';
import type { HoldEvent } from '../src/domain/hold/events.ts';
import { HoldBook } from '../src/domain/hold/hold-book.ts';
import { holdLapsesAtUs, subjectOfHold } from '../src/domain/hold/state.ts';
import * as f from './fixtures.ts';
import {
  historyOf,
  lapse,
  lift,
  place,
  placedAtUs,
  reverify,
  review,
  tell,
} from './hold-fixtures.ts';

describe('a hold', () => {
  it('tells every verified contact but the suspect device', () => {
    const told = historyOf(place).flatMap((event) =>
      event.type === 'HoldNoticeSent' ? event.contact : [],
    );
    expect(told).toEqual(['crd-admin', 'crd-office']);
  });

  it('that was confirmed marks the window from the suspicion to the return', () => {
    expect(historyOf(place, review, reverify, lift).at(-1)).toMatchObject({
      ...{ type: 'CompromiseHoldLifted', confirmed: true },
      markedFromUs: place.suspectedSinceUs,
      markedUntilUs: lift.nowUs,
    });
  });

  it('that was unfounded marks nothing and ends with its review', () => {
    expect(historyOf(place, { ...review, keep: false } as HoldCommand)).toMatchObject([
      ...[{}, {}, {}],
      { type: 'HoldReviewed', kept: false },
      { type: 'CompromiseHoldLifted', confirmed: false, markedFromUs: 0, markedUntilUs: 0 },
    ]);
  });

  it('that nobody looked at ends after a day, and is nothing', () => {
    expect(historyOf(place, lapse).at(-1)).toMatchObject({ confirmed: false, liftedBy: 'system' });
    const { hold } = fold(holdDecider, historyOf(place));
    expect(hold && holdLapsesAtUs(hold)).toBe(lapse.nowUs);
  });

  it('can be placed again after its end, under another id', () => {
    const again = historyOf(place, lapse, { ...place, nowUs: placedAtUs + 2 * f.DAY_US });
    expect(again.findLast((event) => event.type === 'CompromiseHoldPlaced')?.holdId).toBe(
      'hld-org-1-2',
    );
    expect(subjectOfHold('hld-org-1-2')).toBe('org-1');
    expect(subjectOfHold('snc-org-1-2')).toBeNull();
  });

  it('comes back from the log as it was', () => {
    const events = historyOf(place, review, reverify, tell, lift);
    const copies = events.map((event) => {
      // Each member of the union meets the format of its own type.
      const format = holdCodec[event.type] as {
        encode(e: HoldEvent): Uint8Array;
        decode(d: Uint8Array): HoldEvent;
      };
      return format.decode(format.encode(event));
    });
    expect(copies).toEqual(events);
  });
});

describe('what an intruder may have done', () => {
  const factAt = (atUs: number) =>
    ({
      type: 'ToolRefused',
      senderId: 'snd-1',
      organisationId: f.ORGANISATION,
      atUs,
      seq: 1,
    }) as const;

  function excusedBy(...commands: HoldCommand[]): (atUs: number) => boolean {
    const book = new HoldBook();
    book.apply(f.ORGANISATION, historyOf(...commands));
    return (atUs) => book.excuses(factAt(atUs));
  }

  it('counts against nobody from the suspicion on, while it is held and once it is confirmed', () => {
    const held = excusedBy(place);
    expect(held(place.suspectedSinceUs - 1)).toBe(false);
    expect(held(place.suspectedSinceUs)).toBe(true);
    const confirmed = excusedBy(place, reverify, lift);
    expect(confirmed(place.suspectedSinceUs)).toBe(true);
    expect(confirmed(lift.nowUs)).toBe(true);
    expect(confirmed(lift.nowUs + 1)).toBe(false);
    expect(excusedBy(place, lapse)(place.suspectedSinceUs)).toBe(false);
  });

  it('excuses as well what an earlier hold did', () => {
    const again: HoldCommand = {
      ...place,
      ...{ suspectedSinceUs: lift.nowUs + f.DAY_US, nowUs: lift.nowUs + f.DAY_US },
    };
    const book = new HoldBook();
    const first = historyOf(place, reverify, lift);
    book.apply(f.ORGANISATION, first);
    const second = historyOf(place, reverify, lift, again).slice(first.length);
    book.apply(f.ORGANISATION, second);
    const excused = (atUs: number) => book.excuses(factAt(atUs));
    expect([place.suspectedSinceUs, lift.nowUs, again.nowUs].map(excused)).toEqual([
      true,
      true,
      true,
    ]);
    expect([place.suspectedSinceUs - 1, lift.nowUs + 1].map(excused)).toEqual([false, false]);
  });

  it('freezes its subject until it is lifted', () => {
    const book = new HoldBook();
    const live = () => book.liveOn(f.ORGANISATION, f.SENDER).map(({ holdId }) => holdId);
    expect(live()).toEqual([]);
    const placed = historyOf(place);
    book.apply(f.ORGANISATION, placed);
    expect(live()).toEqual(['hld-org-1-1']);
    book.apply(f.ORGANISATION, historyOf(place, lapse).slice(placed.length));
    expect(live()).toEqual([]);
  });

  it('is never lifted by who placed it or who verified, whatever is ordered', () => {
    const people = ['crd-moderator', 'crd-operator', 'crd-reviewer'];
    const who = fc.constantFrom(...people);
    const orders = fc.array(
      fc.oneof(
        who.map((placedBy) => ({ ...place, placedBy })),
        who.map((reviewer) => ({ ...review, reviewer }) as HoldCommand),
        who.map((verifiedBy) => ({ ...reverify, verifiedBy })),
        who.map((liftedBy) => ({ ...lift, liftedBy }) as HoldCommand),
      ),
      { maxLength: 12 },
    );
    let confirmed = 0;
    fc.assert(
      fc.property(orders, (commands) => {
        const events: HoldEvent[] = [];
        for (const command of commands) {
          const result = holdDecider.decide(command, fold(holdDecider, events));
          if (result.ok) events.push(...result.value);
        }
        let involved = new Set<string>();
        for (const event of events) {
          if (event.type === 'CompromiseHoldPlaced') involved = new Set([event.decidedBy]);
          if (event.type === 'OwnerReverified') involved.add(event.verifiedBy);
          if (event.type !== 'CompromiseHoldLifted' || !event.confirmed) continue;
          confirmed++;
          expect(involved.size).toBeGreaterThan(0);
          expect([...involved].at(-1)).not.toBe(event.liftedBy);
          expect([...involved][0]).not.toBe(event.liftedBy);
        }
      }),
      { numRuns: 1000, seed: 11 },
    );
    expect(confirmed).toBeGreaterThan(50);
  });
});
