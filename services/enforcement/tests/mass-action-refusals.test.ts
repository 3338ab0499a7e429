import { given } from '@hustings/decider';
import { expect, it } from 'vitest';
import type {
  MassActionCommand,
  MassActionRejection,
  ProposeMassAction,
} from '../src/domain/mass-action/commands.ts';
import { massActionDecider } from '../src/domain/mass-action/decider.ts';
import type { MassActionEvent } from '../src/domain/mass-action/events.ts';
import { HOUR_US, START_US } from './fixtures.ts';

const items = Array.from({ length: 5 }, (_, at) => ({
  ...{ caseId: `cas-${at}`, proposalId: `prp-${at}`, organisationId: `org-${at}` },
  findingSha256: String(at),
}));
const propose: ProposeMassAction = {
  type: 'ProposeMassAction',
  ...{ massActionId: 'mas-1', clause: 'terms 4.2', reasons: 'One text.', items },
  ...{ proposedBy: 'crd-moderator', conflicted: [], nowUs: START_US },
  draws: Array.from({ length: 10 }, () => 0),
};
const order = { reasons: 'Checked.', conflicted: [], participants: [], nowUs: START_US + HOUR_US };
const approve = { type: 'ApproveMassAction', by: 'crd-a', ...order } satisfies MassActionCommand;
const look = {
  ...{ type: 'RecordBlindReview', by: 'crd-b', caseId: 'cas-0', agrees: true },
  ...order,
} satisfies MassActionCommand;
const halt = { ...look, agrees: false };
const rollBack: MassActionCommand = {
  ...{ type: 'RollBackMassAction', by: 'crd-c', reasons: 'A quotation.', conflicted: [] },
  nowUs: START_US + HOUR_US,
};
const tooLong = { reason: 'TEXT_LENGTH', field: 'reasons', max: 5000 } as const;

it.each<[string, MassActionCommand[], MassActionCommand, MassActionRejection]>([
  [
    'the order is drawn by lot',
    [],
    { ...propose, draws: [] },
    { reason: 'RANDOMNESS_MISSING', needed: 10 },
  ],
  [
    'and so is the sample',
    [],
    { ...propose, draws: propose.draws.slice(5) },
    { reason: 'RANDOMNESS_MISSING', needed: 10 },
  ],
  ['what was halted is not approved', [propose, halt], approve, { reason: 'MASS_ACTION_NOT_OPEN' }],
  ['an approval has reasons', [propose], { ...approve, reasons: '' }, tooLong],
  [
    'what was halted is not looked at again',
    [propose, halt],
    { ...look, caseId: 'cas-1', by: 'crd-d' },
    { reason: 'MASS_ACTION_NOT_OPEN' },
  ],
  ['a blind look has reasons', [propose], { ...look, reasons: ' ' }, tooLong],
  [
    'who has a conflict of interest does not look',
    [propose],
    { ...look, conflicted: ['crd-b'] },
    { reason: 'CONFLICT_OF_INTEREST' },
  ],
  ['a roll-back has reasons', [propose], { ...rollBack, reasons: '' }, tooLong],
])('a mass action refuses: %s', (...row) => {
  const [, orders, when, rejected] = row;
  const events: MassActionEvent[] = [];
  for (const each of orders) {
    const outcome = given(massActionDecider, events).when(each);
    if (!('events' in outcome)) throw new Error(`${each.type}: ${outcome.rejected.reason}`);
    events.push(...outcome.events);
  }
  expect(given(massActionDecider, events).when(when)).toEqual({ rejected });
});
