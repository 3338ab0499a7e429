import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type AddMessage,
  type AppealMessageAdded,
  type DialogueRejection,
  dialogueDecider,
  MAX_MESSAGES,
} from '../src/domain/dialogue/dialogue.ts';
import * as f from './fixtures.ts';

const add: AddMessage = {
  type: 'AddMessage',
  ...{ appealId: f.APPEAL, author: 'crd-reviewer', authorKind: 'STAFF' },
  ...{ organisationId: f.ORGANISATION, textSha256: 'a'.repeat(64), contentSeq: 7 },
  ...{ attachments: [], isOpen: true, conflicted: [], atUs: f.START_US },
};

function messages(count: number): AppealMessageAdded[] {
  const { isOpen: _, conflicted: __, type: ___, ...message } = add;
  return Array.from({ length: count }, (____, at) => ({
    ...{ type: 'AppealMessageAdded', ...message, number: at + 1 },
  }));
}

describe('a message of an appeal', () => {
  it('gets the next number, and says nothing of who was in conflict', () => {
    const outcome = given(dialogueDecider, messages(2)).when(add);
    expect(outcome).toEqual({ events: [messages(3)[2]] });
  });

  it.each<[string, AppealMessageAdded[], Partial<AddMessage>, DialogueRejection]>([
    ['after the decision', [], { isOpen: false }, { reason: 'APPEAL_ALREADY_DECIDED' }],
    [
      'by somebody with a conflict of interest',
      [],
      { conflicted: ['crd-reviewer'] },
      { reason: 'CONFLICT_OF_INTEREST' },
    ],
    [
      'beyond what is a hearing',
      messages(MAX_MESSAGES),
      {},
      { reason: 'TOO_MANY_MESSAGES', max: MAX_MESSAGES },
    ],
  ])('is refused %s', (...row) => {
    const [, history, change, rejected] = row;
    const outcome = given(dialogueDecider, history).when({ ...add, ...change });
    expect(outcome).toEqual({ rejected });
  });
});
