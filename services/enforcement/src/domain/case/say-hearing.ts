import type { Evidence } from './evidence.ts';
import type { Ladder } from './ladder.ts';
import type { MeasureProposed } from './process-events.ts';
import type { CaseFile } from './state.ts';
import { saySubject } from './state-measure.ts';
import { itemsOf } from './weigh-evidence.ts';
import { sayDuration, sayInstant } from './wording.ts';

const ASKED: Readonly<Record<MeasureProposed['kind'], string>> = {
  SUSPEND: 'A suspension',
  BAN_NOTICE: 'A notice of a ban',
  READMIT: 'The return from a ban',
  RATIFY: 'The ratification of a suspension',
};

/** What the sender is told before others decide: what is asked for, why, on which evidence, and how to answer. */
export function sayHearing(file: CaseFile, proposed: MeasureProposed, ladder: Ladder): string {
  const { reasons, kind } = proposed;
  const items = itemsOf(file, reasons) ?? [];
  const within = sayDuration(ladder.process.answerWithinMs);
  return [
    `${ASKED[kind]} of ${saySubject(file.subject)} was proposed. Nothing changes until others have decided.`,
    `Why: ${reasons.facts}`,
    `${reasons.clause}: ${reasons.explanation}`,
    'Evidence:',
    ...items.map((item) => `- ${sayItem(file, item)}`),
    `Answer within ${within} of the delivery of this notice with "hustings case answer ${file.caseId} --text …" (AnswerCase). It is decided after that time, or once your answer was read.`,
  ].join('\n');
}

function sayItem(file: CaseFile, item: Evidence): string {
  const at = sayInstant(item.occurredAtUs);
  const copied = item.copiesSanctionOf === '' ? '' : ' It reports what another operator decided.';
  return `${item.evidenceId}, class ${item.evidenceClass}, ${at}: ${sayShown(file, item)}${copied}`;
}

function sayShown(file: CaseFile, item: Evidence): string {
  if (item.evidenceClass === 'A')
    return `${item.summary} Entries of the log: ${item.logSeqs.join(', ')}.`;
  const { sha256, obtainedHow, capturedAtUs } = item.provenance;
  const origin = `SHA-256 ${sha256}, obtained as ${obtainedHow.toLowerCase()}, captured ${sayInstant(capturedAtUs)}`;
  if (item.evidenceClass !== 'E') return `${item.summary} (${origin})`;
  const gist = file.reviews.find((review) => review.evidenceId === item.evidenceId)?.gist ?? '';
  const { kind, participants, redactions } = item.conversation;
  const shown = gist === '' ? item.summary : gist;
  return `UNVERIFIED, from a private ${kind.toLowerCase()} of ${participants}: ${shown} Redactions: ${redactions} (${origin})`;
}
