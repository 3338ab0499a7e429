import { createHash } from 'node:crypto';
import {
  type CaseStep,
  ConversationKind,
  EvidenceClass,
  EvidenceSubmission,
  ObtainedHow,
  type ParityReport,
  type Proposal,
  ProposalKind,
  Standing,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { timestampFromUs, usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Party } from '@hustings/dev-env';
import { present, systemClock } from '@hustings/kernel';
import type { Caller } from './desk.ts';

const { EVIDENCE_CLASS_B, EVIDENCE_CLASS_C, EVIDENCE_CLASS_E, EVIDENCE_CLASS_F } = EvidenceClass;

export const CLAUSE = 'Terms of use, section 4.2, version 1';

/** Reasons of a measure; the facts are told of one account. */
export function reasonsOf(facts: string, evidenceIds: string[]) {
  return {
    ...{ clause: CLAUSE, facts, evidenceIds, ruleId: '', legalGround: '' },
    explanation: 'Whoever writes for an organisation says so.',
    howToFix: 'Name the organisation in the first sentence.',
    whyNotNarrower: 'All of it went out from this number, and no seat was stated.',
  };
}

/** Evidence from outside the log, about what began now. */
function outside(evidenceClass: EvidenceClass, original: string, obtainedHow: ObtainedHow) {
  const nowUs = systemClock.nowUs();
  return EvidenceSubmission.fromPartial({
    ...{ evidenceClass, clause: CLAUSE, summary: `What ${original} shows.` },
    occurredAt: timestampFromUs(nowUs),
    provenance: {
      ...{ sha256: sha256(original), obtainedHow, capturedAtUs: nowUs },
      custody: [{ holder: 'trust desk', how: 'received', receivedAtUs: nowUs }],
    },
  });
}

/** What a recipient complained of. */
export function complaint(original: string): EvidenceSubmission {
  return outside(EVIDENCE_CLASS_C, original, ObtainedHow.OBTAINED_HOW_RECIPIENT);
}

/** What the provider says. */
export function receipt(original: string): EvidenceSubmission {
  return outside(EVIDENCE_CLASS_B, original, ObtainedHow.OBTAINED_HOW_PROVIDER);
}

/** What somebody said who does not say who they are. */
export function tip(original: string): EvidenceSubmission {
  return outside(EVIDENCE_CLASS_F, original, ObtainedHow.OBTAINED_HOW_UNKNOWN);
}

/** A screenshot of a private group of forty. */
export function screenshot(
  original: string,
  obtained: ObtainedHow = ObtainedHow.OBTAINED_HOW_MEMBER,
) {
  return EvidenceSubmission.fromPartial({
    ...outside(EVIDENCE_CLASS_E, original, obtained),
    conversation: {
      kind: ConversationKind.CONVERSATION_KIND_GROUP,
      participants: 40,
      metadata: 'none: a photograph of a screen',
      transcriptSha256: sha256(`${original} transcript`),
      translationSha256: sha256(`${original} translation`),
      redactions: 'names and numbers',
    },
  });
}

/** Who does what in a case; none of them does two things. */
export interface Crew {
  reporter: Caller;
  carrier: Caller;
  proposer: Caller;
  examiner: Caller;
  secondExaminer: Caller;
}

interface Subject {
  subjectKind: SubjectKind;
  subjectId: string;
}

/** Whose case it is, and who works on it. Without a subject it is about the party's number. */
export interface Opening {
  party: Party;
  admin: Caller;
  crew: Pick<Crew, 'reporter' | 'carrier'> & Partial<Crew>;
  subject?: Subject;
}

/** The case of one account, worked on by people. */
export class CaseWork {
  readonly party: Party;
  readonly admin: Caller;
  readonly subject: Subject;
  readonly caseId: string;
  readonly #crew: Opening['crew'];

  private constructor({ party, admin, crew }: Opening, subject: Subject, caseId: string) {
    this.party = party;
    this.admin = admin;
    this.subject = subject;
    this.#crew = crew;
    this.caseId = caseId;
  }

  static async open(opening: Opening): Promise<CaseWork> {
    const { organisationId, senderId } = opening.party;
    const number = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId };
    const { subject = number } = opening;
    const opened = await opening.crew.reporter.cases.openCase({
      ...{ ...subject, organisationId, clause: CLAUSE },
      whyNotNarrower: 'Nothing narrower was stated.',
    });
    return new CaseWork(opening, subject, present(opened.case, 'an opened case').caseId);
  }

  async add(by: Caller, evidence: Partial<EvidenceSubmission>): Promise<string> {
    const item = EvidenceSubmission.fromPartial(evidence);
    return (await by.cases.addEvidence({ caseId: this.caseId, evidence: item })).evidenceId;
  }

  take(by: Caller, measure: Standing, evidenceIds: string[]) {
    const reasons = reasonsOf(`${this.party.name} misled people.`, evidenceIds);
    return by.cases.takeMeasure({ caseId: this.caseId, measure, reasons });
  }

  /** Warned on a recipient's complaint; told; then restricted on a receipt of the provider. Returns what it rests on. */
  async restrict(decider: Caller): Promise<string[]> {
    const { reporter, carrier } = this.#crew;
    const first = await this.add(reporter, complaint(`${this.caseId} complaint`));
    await this.take(decider, Standing.STANDING_WARNED, [first]);
    await this.admin.enforcement.fetchNotices({});
    const second = await this.add(carrier, receipt(`${this.caseId} receipt`));
    await this.take(decider, Standing.STANDING_RESTRICTED, [second]);
    return [first, second];
  }

  /** A lawful screenshot, of which the sender is told a gist that two people agreed on. */
  async addScreenshot(): Promise<string> {
    const { reporter } = this.#crew;
    const examiner = present(this.#crew.examiner, 'an examiner');
    const secondExaminer = present(this.#crew.secondExaminer, 'a second examiner');
    const evidenceId = await this.add(reporter, screenshot(`${this.party.name} group`));
    await examiner.cases.reviewEvidence({
      ...{ evidenceId, lawful: true, gist: 'A list of names to write under.' },
      reasons: 'A member of the group gave it; who else is in it does not matter.',
    });
    await secondExaminer.cases.approveGist({ evidenceId });
    return evidenceId;
  }

  /** Proposes a suspension of a day; without a report of its own it gets the one of the service. */
  async propose(
    facts: string,
    evidenceIds: string[],
    { parity, forMassAction = false }: { parity?: ParityReport; forMassAction?: boolean } = {},
  ): Promise<Proposal> {
    const proposer = present(this.#crew.proposer, 'a proposer');
    const { proposal } = await proposer.cases.proposeMeasure({
      ...{ caseId: this.caseId, kind: ProposalKind.PROPOSAL_KIND_SUSPEND, termHours: 24 },
      reasons: reasonsOf(`${this.party.name}: ${facts}`, evidenceIds),
      ...{ parity: parity ?? (await parityOf(proposer, this.party)), forMassAction },
    });
    return present(proposal, 'a proposal');
  }

  /** How often something happened in the case, as the organisation sees it. */
  async count(step: string): Promise<number> {
    return (await this.#steps()).filter(({ name }) => name === step).length;
  }

  /** From the last proposal to the last sanction. */
  async heardForMs(): Promise<number> {
    const steps = await this.#steps();
    const [proposedUs, imposedUs] = ['MeasureProposed', 'SanctionImposed'].map((name) => {
      const at = steps.findLast((step) => step.name === name)?.at;
      return Number(usFromTimestamp(present(at, name)));
    }) as [number, number];
    return (imposedUs - proposedUs) / 1000;
  }

  /** Private screenshots of the case that somebody is shown. */
  async sealedSeenBy({ enforcement }: Caller): Promise<number> {
    const shown = await enforcement.getCase({ caseId: this.caseId });
    const { evidence } = present(shown.case, 'the case');
    return evidence.filter(({ evidenceClass }) => evidenceClass === EVIDENCE_CLASS_E).length;
  }

  async standing(): Promise<Standing> {
    return (await this.admin.enforcement.getStanding(this.subject)).standing;
  }

  async #steps(): Promise<CaseStep[]> {
    const shown = await this.admin.enforcement.getCase({ caseId: this.caseId });
    return present(shown.case, 'its case').steps;
  }
}

/** How all others over the limit of a rule were treated, for a suspension. */
async function parityOf(by: Caller, party: Party): Promise<ParityReport> {
  const { attachment } = await by.review.buildParityReport({
    ...{ metric: 'sent', threshold: 40, senderId: party.senderId },
    proposed: Standing.STANDING_SUSPENDED,
  });
  return present(attachment, 'a report to attach');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
