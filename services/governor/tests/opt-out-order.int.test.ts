import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IMMEDIATE, recordedGroups, sendOne } from './support/ask.ts';
import { optOut, type SeededSender } from './support/facts.ts';
import { startLateRig } from './support/late-rig.ts';
import { messageOf, numberOf, type Rig } from './support/rig.ts';

const PEOPLE = 4;

let rig: Rig;
let sender: SeededSender;
beforeAll(async () => {
  ({ rig, sender } = await startLateRig());
});
afterAll(() => rig.stop());

it.each([
  ['at once', IMMEDIATE],
  ['queued', {}],
])(
  'a governor that hears late accepts nothing, wanted %s, behind an opt-out in the log',
  async (...[wanted, mode]) => {
    const people = Array.from({ length: PEOPLE }, (_, index) =>
      numberOf(index + (wanted === 'queued' ? PEOPLE : 0)),
    );
    const before = await rig.log.lastSeq('0');
    for (const person of people) {
      const pseudonym = rig.vault.organisationPseudonym(sender.organisationId, person);
      // The log has it, the ledger would answer now, and the governor does not know yet.
      const since = await optOut(rig.log, sender, pseudonym);
      const answer = await sendOne(rig.client(sender), messageOf(sender, person, mode));
      expect(answer).toMatchObject({
        outcome: Outcome.OUTCOME_REFUSED,
        reason: Reason.REASON_OPTED_OUT_ORGANISATION,
      });
      const groups = await recordedGroups(rig, since);
      const decided = groups.flatMap(({ recorded }) => recorded.decisions);
      expect(decided.filter(({ recipient }) => recipient === pseudonym)).toMatchObject([
        { outcome: Outcome.OUTCOME_REFUSED },
      ]);
    }
    // It did decide without knowing, every time or nearly: the log refused that, and the calls are void.
    const voided = (await recordedGroups(rig, before)).flatMap(
      ({ recorded }) => recorded.voidedCalls,
    );
    expect(voided.length).toBeGreaterThan(PEOPLE / 2);
  },
);
