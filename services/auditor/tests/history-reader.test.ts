import { AppealFiled, Warned } from '@hustings/contracts/enforcement';
import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { Commit } from '@hustings/contracts/log';
import { CredentialIssued } from '@hustings/contracts/registry';
import type { LogEntry } from '@hustings/event-log';
import { describe, expect, it } from 'vitest';
import { type HistoryOwner, HistoryReader } from '../src/domain/history/history-reader.ts';

function entry(organisationId: string, eventType: string, data: Uint8Array): LogEntry {
  const events = [{ eventType, data: Buffer.from(data) }];
  const commit = Commit.fromPartial({ organisationId, events });
  return { partition: '0', seq: 7, subject: '', commit, raw: new Uint8Array() };
}

const decisions = [
  ['msg-1', 'org-1', 'int-1'],
  ['msg-2', 'org-1', 'int-2'],
  ['msg-3', 'org-2', 'int-1'],
].map(([messageId = '', organisationId = '', intermediaryId = '']) =>
  Decision.fromPartial({ messageId, organisationId, intermediaryId }),
);
const decided = entry(
  '',
  'governor.DecisionsRecorded.v1',
  DecisionsRecorded.encode(DecisionsRecorded.fromPartial({ decisions })).finish(),
);
const warned = entry(
  'org-1',
  'enforcement.Warned.v1',
  Warned.encode(Warned.fromPartial({ caseId: 'cas-1', organisationId: 'org-1' })).finish(),
);

function told(owner: HistoryOwner): string[] {
  const reader = new HistoryReader(owner);
  return [decided, warned].flatMap((each) =>
    reader.read(each).map(({ kind, data }) => {
      const { messageId } = data as { messageId?: string };
      return messageId ?? kind;
    }),
  );
}

describe('a history', () => {
  it.each<[string, HistoryOwner, string[]]>([
    [
      'of an organisation: its own messages, whoever sent them, and what concerns it',
      { organisationId: 'org-1', intermediaryId: '' },
      ['msg-1', 'msg-2', 'enforcement.Warned.v1'],
    ],
    [
      'of a tool: what it sent for this organisation, and nothing else',
      { organisationId: 'org-1', intermediaryId: 'int-1' },
      ['msg-1'],
    ],
    ['of another organisation', { organisationId: 'org-2', intermediaryId: '' }, ['msg-3']],
    ['of a tool without messages there', { organisationId: 'org-2', intermediaryId: 'int-2' }, []],
  ])('%s', (...[, owner, expected]) => {
    expect(told(owner)).toEqual(expected);
  });

  it('names the credentials of its organisation, and of nobody else', () => {
    const issued = ['org-1', 'org-2'].map((organisationId) => {
      const event = CredentialIssued.fromPartial({
        organisationId,
        credentialId: `crd-${organisationId.slice(4)}`,
      });
      return entry(
        organisationId,
        'registry.CredentialIssued.v1',
        CredentialIssued.encode(event).finish(),
      );
    });
    const filed = ['crd-1', 'crd-2'].map((filedBy) => {
      const event = AppealFiled.fromPartial({ organisationId: 'org-1', filedBy });
      return entry('org-1', 'enforcement.AppealFiled.v1', AppealFiled.encode(event).finish());
    });
    const reader = new HistoryReader({ organisationId: 'org-1', intermediaryId: '' });
    const records = [...issued, ...filed].flatMap((each) => reader.read(each));
    expect(records.map(({ data }) => (data as { filedBy?: string }).filedBy)).toEqual([
      'crd-1',
      'staff-1',
    ]);
  });
});
