import {
  EmergencyGround,
  MeasureProposed,
  PanelDrawn,
  ParityReport,
  SanctionImposed,
  Standing,
  StatementOfReasons,
} from '@hustings/contracts/enforcement';
import { describe, expect, it } from 'vitest';
import { emptyCase } from '../src/domain/case-record.ts';
import { faultsOfGraveSanction, noteProposal } from '../src/domain/check-grave-sanction.ts';

type Change = Parameters<typeof SanctionImposed.fromPartial>[0];

function suspension(change: Change = {}): SanctionImposed {
  return SanctionImposed.fromPartial({
    ...{ sanctionId: 'snc-1', standing: Standing.STANDING_SUSPENDED, step: 'T04' },
    ...{ decidedBy: 'crd-decider', proposalId: 'prp-1', startsAtUs: 10n, endsAtUs: 20n },
    statement: stating({ senders: 5, treatedAlike: 5 }),
    ...change,
  });
}

function stating(parity: Parameters<typeof ParityReport.fromPartial>[0]): StatementOfReasons {
  return StatementOfReasons.fromPartial({ parity: ParityReport.fromPartial(parity) });
}

const EXPLAINED = { senders: 1, explanation: 'They stopped by themselves.' };
const UNEXPLAINED = { senders: 2, explanation: '' };

/** A case in which a suspension was proposed by one, and another was drawn to decide. */
function recordOf(change: { proposal?: Parameters<typeof MeasureProposed.fromPartial>[0] } = {}) {
  const record = emptyCase();
  const proposed = MeasureProposed.fromPartial({
    ...{ proposalId: 'prp-1', proposedBy: 'crd-proposer', approvalsNeeded: 1 },
    ...change.proposal,
  });
  const drawn = PanelDrawn.fromPartial({ proposalId: 'prp-1', members: ['crd-decider'] });
  noteProposal(record, 'enforcement.MeasureProposed.v1', MeasureProposed.encode(proposed).finish());
  noteProposal(record, 'enforcement.PanelDrawn.v1', PanelDrawn.encode(drawn).finish());
  return record;
}

describe('a grave sanction in the log', () => {
  it('is without fault when another, who was drawn, decided with a report', () => {
    expect(faultsOfGraveSanction(recordOf(), suspension())).toEqual([]);
  });

  const emergency = {
    ...{ emergencyGround: EmergencyGround.EMERGENCY_GROUND_PHISHING_LIVE, step: 'T07' },
    ...{ proposalId: '', endsAtUs: 20n },
  };

  it.each([
    ['was proposed by nobody', recordOf(), suspension({ proposalId: 'prp-9' })],
    [
      'was decided by its proposer',
      recordOf({ proposal: { proposedBy: 'crd-decider' } }),
      suspension(),
    ],
    [
      'was decided by somebody who was not drawn',
      recordOf(),
      suspension({ decidedBy: 'crd-stranger' }),
    ],
    ['was decided by fewer than 2', recordOf({ proposal: { approvalsNeeded: 2 } }), suspension()],
    [
      'has no report on equal treatment',
      recordOf(),
      suspension({ statement: StatementOfReasons.fromPartial({}) }),
    ],
    [
      'leaves 2 senders treated otherwise without a word',
      recordOf(),
      suspension({
        statement: stating({ senders: 5, treatedAlike: 2, gaps: [EXPLAINED, UNEXPLAINED] }),
      }),
    ],
    [
      'outlasts the time in which it has to be ratified',
      recordOf(),
      suspension({ ...emergency, ratifyByUs: 15n }),
    ],
  ])('%s: reported', (fault, record, sanction) => {
    expect(faultsOfGraveSanction(record, sanction)).toEqual([fault]);
  });

  it('that prolongs another needs no report of its own, nor does one whose gaps are explained', () => {
    const renewal = { extendsSanctionId: 'snc-0', statement: StatementOfReasons.fromPartial({}) };
    expect(faultsOfGraveSanction(recordOf(), suspension(renewal))).toEqual([]);
    const explained = stating({ senders: 5, treatedAlike: 4, gaps: [EXPLAINED] });
    expect(faultsOfGraveSanction(recordOf(), suspension({ statement: explained }))).toEqual([]);
  });

  it('may hold at once in an emergency, until it is ratified', () => {
    const atOnce = suspension({ ...emergency, ratifyByUs: 20n });
    expect(faultsOfGraveSanction(recordOf(), atOnce)).toEqual([]);
  });
});
