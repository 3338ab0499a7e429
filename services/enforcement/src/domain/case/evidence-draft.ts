import { assert, present } from '@hustings/kernel';
import {
  type Evidence,
  type EvidenceDraft,
  isNonEmpty,
  type NonEmpty,
  type PrivateConversation,
  type Provenance,
  type Subject,
} from './evidence.ts';
import type { ProcessRejection } from './process-rejections.ts';

/** Longest summary of what evidence shows, characters. */
const MAX_SUMMARY = 2000;

/** Entries of the log that one piece of evidence names at most. */
const MAX_LOG_SEQS = 100;

/** Hands that an original went through at most. */
const MAX_CUSTODY = 20;

const SHA256 = /^[0-9a-f]{64}$/;

/** Refuses a draft that lacks what its class has to state, or that was intercepted. */
export function draftFault(draft: EvidenceDraft, nowUs: number): ProcessRejection | null {
  if (draft.provenance?.obtainedHow === 'INTERCEPTED') return { reason: 'EVIDENCE_INTERCEPTED' };
  const { summary, clause, occurredAtUs } = draft;
  if (clause.trim() === '') return { reason: 'CLAUSE_MISSING' };
  const field = firstMissing([
    ['summary', summary.trim() !== '' && summary.length <= MAX_SUMMARY],
    ['occurred_at', occurredAtUs > 0 && occurredAtUs <= nowUs],
    ...(draft.evidenceClass === 'A' ? logFields(draft) : outsideFields(draft, nowUs)),
  ]);
  return field === null ? null : { reason: 'EVIDENCE_INCOMPLETE', field };
}

type Check = [field: string, fine: boolean];

function logFields({ logSeqs }: EvidenceDraft): Check[] {
  return [['log_seqs', logSeqs.length > 0 && logSeqs.length <= MAX_LOG_SEQS]];
}

function outsideFields(draft: EvidenceDraft, nowUs: number): Check[] {
  const { provenance, evidenceClass, conversation } = draft;
  if (!provenance) return [['provenance', false]];
  const { sha256, capturedAtUs, custody, url } = provenance;
  return [
    ['provenance.sha256', SHA256.test(sha256)],
    ['provenance.captured_at', capturedAtUs > 0 && capturedAtUs <= nowUs],
    ['provenance.custody', custody.length > 0 && custody.length <= MAX_CUSTODY],
    [
      'provenance.custody.holder',
      custody.every(({ holder, how }) => holder.trim() !== '' && how.trim() !== ''),
    ],
    // A public statement that nobody can look up again proves nothing.
    ['provenance.url', evidenceClass !== 'D' || /^https?:\/\/\S+$/.test(url)],
    ...(evidenceClass === 'E' ? conversationFields(conversation) : []),
  ];
}

function conversationFields(conversation: PrivateConversation | null): Check[] {
  if (!conversation) return [['conversation', false]];
  const { participants, metadata, transcriptSha256, translationSha256, redactions } = conversation;
  return [
    ['conversation.participants', participants >= 2],
    ['conversation.metadata', metadata.trim() !== ''],
    ['conversation.transcript_sha256', SHA256.test(transcriptSha256)],
    ['conversation.translation_sha256', SHA256.test(translationSha256)],
    ['conversation.redactions', redactions.trim() !== ''],
  ];
}

function firstMissing(checks: Check[]): string | null {
  return checks.find(([, fine]) => !fine)?.[0] ?? null;
}

/** Evidence from a draft without a fault. */
export function evidenceFrom(
  draft: EvidenceDraft,
  taken: { evidenceId: string; by: string; nowUs: number; subject: Subject },
): Evidence {
  const { summary, clause, occurredAtUs, copiesSanctionOf, evidenceClass } = draft;
  const base = {
    ...{ evidenceId: taken.evidenceId, summary, measured: [], submittedBy: taken.by },
    ...{ takenAtUs: taken.nowUs, about: draft.about ?? taken.subject },
    ...{ clause, occurredAtUs, copiesSanctionOf },
  };
  if (evidenceClass === 'A') {
    return { ...base, evidenceClass, logSeqs: nonEmpty(draft.logSeqs) };
  }
  const provenance = provenanceFrom(draft, taken.nowUs);
  if (evidenceClass !== 'E') return { ...base, evidenceClass, logSeqs: [], provenance };
  const conversation = present(draft.conversation, 'checked before');
  return { ...base, evidenceClass, logSeqs: [], provenance, conversation };
}

function provenanceFrom({ provenance }: EvidenceDraft, submittedAtUs: number): Provenance {
  const { obtainedHow, custody, ...rest } = present(provenance, 'checked before');
  assert(obtainedHow !== 'INTERCEPTED', 'refused before');
  return { ...rest, obtainedHow, custody: nonEmpty(custody), submittedAtUs };
}

function nonEmpty<T>(items: readonly T[]): NonEmpty<T> {
  assert(isNonEmpty(items), 'checked before');
  return items;
}
