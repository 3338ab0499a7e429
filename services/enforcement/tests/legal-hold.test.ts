import { fold, given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { legalHoldCodec } from '../src/adapters/legal-hold-codec.ts';
import type {
  AskLegalHoldLift,
  LegalHoldCommand,
  LegalHoldRejection,
  LiftLegalHold,
  PlaceLegalHold,
} from '../src/domain/legal-hold/commands.ts';
import { legalHoldDecider } from '../src/domain/legal-hold/decider.ts';
import type { LegalHoldEvent } from '../src/domain/legal-hold/events.ts';
import { LegalHoldBook } from '../src/domain/legal-hold/legal-hold-book.ts';
import * as f from './fixtures.ts';

const HOLD = 'lgh-1';
const nowUs = f.START_US;
const place: PlaceLegalHold = {
  type: 'PlaceLegalHold',
  ...{ holdId: HOLD, organisationId: f.ORGANISATION, caseId: '' },
  authority: 'Order 12/2026 of the electoral court.',
  reasons: 'The court asks for the messages of the campaign.',
  ...{ coversFromUs: nowUs - f.DAY_US, by: 'crd-moderator', conflicted: [], nowUs },
};
const ask: AskLegalHoldLift = {
  type: 'AskLegalHoldLift',
  ...{ holdId: HOLD, reason: 'The order was withdrawn.', by: 'crd-counsel', conflicted: [] },
  nowUs: nowUs + f.DAY_US,
};
const lift: LiftLegalHold = {
  type: 'LiftLegalHold',
  ...{ holdId: HOLD, reason: 'I read the withdrawal.', by: 'crd-reviewer', conflicted: [] },
  nowUs: nowUs + 2 * f.DAY_US,
};
const long = 'x'.repeat(2001);

/** The history that orders leave; each of them must be accepted. */
function historyOf(...commands: LegalHoldCommand[]): LegalHoldEvent[] {
  const events: LegalHoldEvent[] = [];
  for (const command of commands) {
    const result = legalHoldDecider.decide(command, fold(legalHoldDecider, events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}

describe('a legal hold', () => {
  it('is placed by one person, asked away by a second, and lifted by a third', () => {
    expect(historyOf(place, ask, lift)).toEqual([
      {
        type: 'LegalHoldPlaced',
        ...{ holdId: HOLD, organisationId: f.ORGANISATION, caseId: '', atUs: nowUs },
        ...{ authority: place.authority, reasons: place.reasons, placedBy: 'crd-moderator' },
        coversFromUs: place.coversFromUs,
      },
      {
        type: 'LegalHoldLiftAsked',
        ...{ holdId: HOLD, organisationId: f.ORGANISATION, reason: ask.reason },
        ...{ askedBy: 'crd-counsel', atUs: ask.nowUs },
      },
      {
        type: 'LegalHoldLifted',
        ...{ holdId: HOLD, organisationId: f.ORGANISATION, reason: lift.reason },
        ...{ liftedBy: 'crd-reviewer', atUs: lift.nowUs },
      },
    ]);
  });

  it('may be asked away by who placed it: the second person is the one who lifts', () => {
    expect(historyOf(place, { ...ask, by: place.by }, lift)).toHaveLength(3);
  });

  it('comes back from the log as it was', () => {
    const events = historyOf(place, ask, lift);
    const copies = events.map((event) => {
      // Each member of the union meets the format of its own type.
      const format = legalHoldCodec[event.type] as {
        encode(e: LegalHoldEvent): Uint8Array;
        decode(d: Uint8Array): LegalHoldEvent;
      };
      return format.decode(format.encode(event));
    });
    expect(copies).toEqual(events);
  });
});

const refusals: {
  because: string;
  given: LegalHoldCommand[];
  when: LegalHoldCommand;
  refused: LegalHoldRejection;
}[] = [
  {
    because: 'an id names one hold',
    given: [place],
    when: place,
    refused: { reason: 'LEGAL_HOLD_EXISTS' },
  },
  {
    because: 'it names what asks for it',
    given: [],
    when: { ...place, authority: ' ' },
    refused: { reason: 'LEGAL_HOLD_TEXT_LENGTH', field: 'authority', max: 2000 },
  },
  {
    because: 'it says why so much has to be kept',
    given: [],
    when: { ...place, reasons: long },
    refused: { reason: 'LEGAL_HOLD_TEXT_LENGTH', field: 'reasons', max: 2000 },
  },
  {
    because: 'it covers nothing that is still to come only',
    given: [],
    when: { ...place, coversFromUs: nowUs + 1 },
    refused: { reason: 'COVERS_FROM_INVALID', latestUs: nowUs },
  },
  {
    because: 'there is no instant before the epoch',
    given: [],
    when: { ...place, coversFromUs: -1 },
    refused: { reason: 'COVERS_FROM_INVALID', latestUs: nowUs },
  },
  {
    because: 'who has a conflict of interest places none',
    given: [],
    when: { ...place, conflicted: [place.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nobody asks to lift what is not held',
    given: [],
    when: ask,
    refused: { reason: 'LEGAL_HOLD_UNKNOWN' },
  },
  {
    because: 'nobody lifts what is not held',
    given: [],
    when: lift,
    refused: { reason: 'LEGAL_HOLD_UNKNOWN' },
  },
  {
    because: 'who has a conflict of interest does not ask to lift it',
    given: [place],
    when: { ...ask, conflicted: [ask.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'who asks says why',
    given: [place],
    when: { ...ask, reason: '' },
    refused: { reason: 'LEGAL_HOLD_TEXT_LENGTH', field: 'reason', max: 2000 },
  },
  {
    because: 'lifting is asked for once',
    given: [place, ask],
    when: { ...ask, by: 'crd-other' },
    refused: { reason: 'LIFT_ALREADY_ASKED' },
  },
  {
    because: 'nobody lifts it alone',
    given: [place],
    when: lift,
    refused: { reason: 'LIFT_NOT_ASKED' },
  },
  {
    because: 'who asked does not lift it',
    given: [place, ask],
    when: { ...lift, by: ask.by },
    refused: { reason: 'LIFTER_INVOLVED' },
  },
  {
    because: 'who placed it does not lift it',
    given: [place, ask],
    when: { ...lift, by: place.by },
    refused: { reason: 'LIFTER_INVOLVED' },
  },
  {
    because: 'who has a conflict of interest does not lift it',
    given: [place, ask],
    when: { ...lift, conflicted: [lift.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'who lifts it says why',
    given: [place, ask],
    when: { ...lift, reason: long },
    refused: { reason: 'LEGAL_HOLD_TEXT_LENGTH', field: 'reason', max: 2000 },
  },
  {
    because: 'what was lifted is not asked away',
    given: [place, ask, lift],
    when: ask,
    refused: { reason: 'LEGAL_HOLD_LIFTED' },
  },
  {
    because: 'what was lifted is not lifted again',
    given: [place, ask, lift],
    when: { ...lift, by: 'crd-other' },
    refused: { reason: 'LEGAL_HOLD_LIFTED' },
  },
];

describe('an order about a legal hold is refused, because', () => {
  it.each(refusals)('$because', (row) => {
    const outcome = given(legalHoldDecider, historyOf(...row.given)).when(row.when);
    expect(outcome).toEqual({ rejected: row.refused });
  });
});

describe('what a legal hold covers', () => {
  const bookAfter = (...commands: LegalHoldCommand[]): LegalHoldBook => {
    const book = new LegalHoldBook();
    book.apply(HOLD, historyOf(...commands));
    return book;
  };

  it('is everything of an organisation, with each of its cases', () => {
    const book = bookAfter(place);
    expect(book.covers(f.ORGANISATION, '')).toBe(true);
    expect(book.covers(f.ORGANISATION, 'cas-1')).toBe(true);
    expect(book.covers('org-other', '')).toBe(false);
  });

  it('is one case where one is named', () => {
    const book = bookAfter({ ...place, caseId: 'cas-1' });
    expect(book.covers(f.ORGANISATION, 'cas-1')).toBe(true);
    expect(book.covers(f.ORGANISATION, 'cas-2')).toBe(false);
    expect(book.covers(f.ORGANISATION, '')).toBe(false);
  });

  it('stays while lifting is only asked for, and ends with it', () => {
    expect(bookAfter(place, ask).covers(f.ORGANISATION, '')).toBe(true);
    expect(bookAfter(place, ask, lift).covers(f.ORGANISATION, '')).toBe(false);
  });
});
