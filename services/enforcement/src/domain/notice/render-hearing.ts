import type { Evidence } from '../case/evidence.ts';
import type { MeasureProposed } from '../case/process-events.ts';
import type { CaseFile } from '../case/state.ts';
import { itemsOf } from '../case/weigh-evidence.ts';
import { sayDuration, sayInstant } from '../case/wording.ts';
import { type Rendered, rendered } from './said.ts';
import { fill, sayIn, sayLastingIn, type Wording, wordingOf } from './wording.ts';

/** What was proposed, by the record of the case. */
export interface HearingFacts {
  file: CaseFile;
  proposed: Pick<MeasureProposed, 'kind' | 'reasons'>;
  /** Milliseconds from the delivery, by the policy in force. */
  answerWithinMs: number;
}

interface Manner {
  wording: Wording;
  instant: (us: number) => string;
  lasting: (ms: number) => string;
}

/**
 * What the sender is told in its language before others decide: what is asked for, why, on which evidence, and how to answer. What
 * people wrote is quoted as they wrote it, and the text says so.
 */
export function renderHearing(facts: HearingFacts, language: string): Rendered {
  const wording = wordingOf(language);
  const { language: written, asWritten } = wording;
  const lines = linesOf(facts, {
    wording,
    instant: (us) => sayIn(written, us),
    lasting: (ms) => sayLastingIn(written, ms),
  });
  return rendered([...lines, ...(written === 'en' ? [] : [asWritten])].join('\n'), wording);
}

/** The English of it as the log holds it. */
export function sayHearingPlainly(facts: HearingFacts): string {
  const manner = { wording: wordingOf('en'), instant: sayInstant, lasting: sayDuration };
  return linesOf(facts, manner).join('\n');
}

function linesOf({ file, proposed, answerWithinMs }: HearingFacts, manner: Manner): string[] {
  const { reasons, kind } = proposed;
  const { hearing, why } = manner.wording;
  const items = itemsOf(file, reasons) ?? [];
  return [
    fill(hearing[kind], { subject: file.subject.id }),
    fill(why, { facts: reasons.facts }),
    `${reasons.clause}: ${reasons.explanation}`,
    hearing.evidence,
    ...items.map((item) => `- ${sayItem(file, item, manner)}`),
    fill(hearing.answer, { within: manner.lasting(answerWithinMs), case: file.caseId }),
  ];
}

function sayItem(file: CaseFile, item: Evidence, manner: Manner): string {
  const { hearing } = manner.wording;
  const { evidenceId: evidence, evidenceClass } = item;
  const at = manner.instant(item.occurredAtUs);
  const shown = sayShown(file, item, manner);
  const said = fill(hearing.item, { evidence, class: evidenceClass, at, shown });
  return item.copiesSanctionOf === '' ? said : `${said} ${hearing.copied}`;
}

function sayShown(file: CaseFile, item: Evidence, { wording, instant }: Manner): string {
  const { hearing } = wording;
  if (item.evidenceClass === 'A') {
    return `${item.summary} ${fill(hearing.entries, { entries: item.logSeqs.join(', ') })}`;
  }
  const { sha256, obtainedHow, capturedAtUs } = item.provenance;
  const how = hearing.obtained[obtainedHow];
  const origin = fill(hearing.origin, { sha256, how, at: instant(capturedAtUs) });
  if (item.evidenceClass !== 'E') return `${item.summary} (${origin})`;
  const gist = file.reviews.find((review) => review.evidenceId === item.evidenceId)?.gist ?? '';
  const { kind, participants, redactions } = item.conversation;
  const shown = gist === '' ? item.summary : gist;
  const places = { participants: String(participants), redactions: String(redactions), shown };
  return `${fill(hearing.private[kind], places)} (${origin})`;
}
