import { MAX_ANSWERS, MAX_EVIDENCE } from '../src/domain/case/decide-evidence.ts';
import { MAX_TEXT } from '../src/domain/case/people.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  answer,
  close,
  conversationWith,
  draftWithout,
  gist,
  officer,
  people,
  proposed,
  provenanceOf,
  type Row,
  refusesAll,
  restricted,
  review,
  withA,
  without,
  withScreenshot,
} from './refusal-steps.ts';

const openingRefusals: Row[] = [
  {
    because: 'a case is opened once',
    given: [p.opening],
    when: p.opening,
    refused: { reason: 'CASE_EXISTS' },
  },
  {
    because: 'whoever has a conflict of interest opens nothing',
    given: [],
    when: without(p.opening, { conflicted: [people.reporter] }),
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'without a named clause nothing is looked into',
    given: [],
    when: without(p.opening, { clause: ' ' }),
    refused: { reason: 'CLAUSE_MISSING' },
  },
  {
    because: 'a wider subject than a seat has to be explained',
    given: [],
    when: without(p.opening, { whyNotNarrower: '' }),
    refused: { reason: 'WHY_NOT_NARROWER_MISSING' },
  },
  {
    because: 'nothing can be ordered in a case that nobody opened',
    given: [],
    when: p.addA,
    refused: { reason: 'CASE_UNKNOWN' },
  },
  {
    because: 'a case in which something stands is not closed by a person',
    given: restricted,
    when: close,
    refused: { reason: 'WRONG_STATUS', status: 'RESTRICTED' },
  },
  {
    because: 'a closed case is not closed again',
    given: [p.opening, close],
    when: close,
    refused: { reason: 'CASE_CLOSED', closedAtUs: close.nowUs },
  },
  {
    because: 'nobody is verified again who was not readmitted',
    given: restricted,
    when: {
      type: 'ConfirmVerification',
      ...{ ...officer('crd-operator'), nowUs: p.proposedAtUs },
    },
    refused: { reason: 'WRONG_STATUS', status: 'RESTRICTED' },
  },
];

const evidenceRefusals: Row[] = [
  {
    because: 'intercepted material is refused',
    given: restricted,
    when: draftWithout('E', { provenance: provenanceOf('E', { obtainedHow: 'INTERCEPTED' }) }),
    refused: { reason: 'EVIDENCE_INTERCEPTED' },
  },
  {
    because: 'evidence shows a breach of a named clause',
    given: restricted,
    when: draftWithout('A', { clause: '' }),
    refused: { reason: 'CLAUSE_MISSING' },
  },
  ...(
    [
      ['summary', draftWithout('A', { summary: '' })],
      ['occurred_at', draftWithout('A', { occurredAtUs: 0 })],
      ['log_seqs', draftWithout('A', { logSeqs: [] })],
      ['provenance', draftWithout('B', { provenance: null })],
      ['provenance.sha256', draftWithout('B', { provenance: provenanceOf('B', { sha256: 'x' }) })],
      [
        'provenance.captured_at',
        draftWithout('B', { provenance: provenanceOf('B', { capturedAtUs: 0 }) }),
      ],
      ['provenance.custody', draftWithout('B', { provenance: provenanceOf('B', { custody: [] }) })],
      [
        'provenance.custody.holder',
        draftWithout('B', {
          provenance: provenanceOf('B', { custody: [{ holder: '', receivedAtUs: 1, how: 'x' }] }),
        }),
      ],
      ['provenance.url', draftWithout('D', { provenance: provenanceOf('D', { url: '' }) })],
      ['conversation', draftWithout('E', { conversation: null })],
      [
        'conversation.participants',
        draftWithout('E', { conversation: conversationWith({ participants: 1 }) }),
      ],
      [
        'conversation.metadata',
        draftWithout('E', { conversation: conversationWith({ metadata: '' }) }),
      ],
      [
        'conversation.transcript_sha256',
        draftWithout('E', { conversation: conversationWith({ transcriptSha256: '' }) }),
      ],
      [
        'conversation.translation_sha256',
        draftWithout('E', { conversation: conversationWith({ translationSha256: '' }) }),
      ],
      [
        'conversation.redactions',
        draftWithout('E', { conversation: conversationWith({ redactions: '' }) }),
      ],
    ] as const
  ).map(
    ([field, when]): Row => ({
      because: `evidence has to state its ${field}`,
      given: restricted,
      when,
      refused: { reason: 'EVIDENCE_INCOMPLETE', field },
    }),
  ),
  {
    because: 'the same original counts once',
    given: [...restricted, p.evidence(p.draftOf('B'))],
    when: p.evidence(p.draftOf('B')),
    refused: { reason: 'EVIDENCE_KNOWN', evidenceId: p.ADDED },
  },
  {
    because: 'evidence about a wider subject belongs to another case',
    given: restricted,
    when: draftWithout('A', { about: { kind: 'ORGANISATION', id: f.ORGANISATION } }),
    refused: { reason: 'EVIDENCE_OUTSIDE_SCOPE' },
  },
  {
    because: 'evidence about another sender belongs to another case',
    given: restricted,
    when: draftWithout('A', { about: { kind: 'SENDER', id: 'snd-2' } }),
    refused: { reason: 'EVIDENCE_OUTSIDE_SCOPE' },
  },
  {
    because: 'facts of an earlier case count no more',
    given: [without(p.opening, { factsAfterUs: f.restrictedAtUs })],
    when: p.addA,
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.restrictedAtUs },
  },
  {
    because: 'an original of an earlier case counts no more',
    given: restricted,
    when: p.evidence(p.draftOf('B'), {
      settledOriginals: [p.draftOf('B').provenance?.sha256 ?? ''],
    }),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: 0 },
  },
  {
    because: 'a case has room for so much evidence',
    given: [p.opening, ...Array.from({ length: MAX_EVIDENCE }, () => p.addA)],
    when: p.addA,
    refused: { reason: 'EVIDENCE_FULL', max: MAX_EVIDENCE },
  },
  {
    because: 'who proposes does not report',
    given: proposed,
    when: p.evidence(p.draftOf('B'), officer(people.proposer)),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'PROPOSER', wanted: 'REPORTER' },
  },
  {
    because: 'a closed case takes no evidence',
    given: [p.opening, close],
    when: p.addA,
    refused: { reason: 'CASE_CLOSED', closedAtUs: close.nowUs },
  },
  {
    because: 'only what is there is looked at',
    given: restricted,
    when: review,
    refused: { reason: 'EVIDENCE_UNKNOWN' },
  },
  {
    because: 'only a private screenshot is sealed',
    given: withA,
    when: without(review, { evidenceId: p.ADDED }),
    refused: { reason: 'EVIDENCE_NOT_SEALED' },
  },
  {
    because: 'who gave it does not judge whether it is lawful',
    given: withScreenshot,
    when: without(review, officer(people.secondReporter)),
    refused: { reason: 'ONE_PERSON_TWO_ROLES', held: 'REPORTER', wanted: 'EVIDENCE_REVIEWER' },
  },
  {
    because: 'it is looked at once',
    given: [...withScreenshot, review],
    when: review,
    refused: { reason: 'EVIDENCE_REVIEWED_ALREADY' },
  },
  {
    because: 'there is no gist to approve before the first look',
    given: withScreenshot,
    when: gist,
    refused: { reason: 'GIST_MISSING' },
  },
  {
    because: 'a gist is approved by a second reviewer',
    given: [...withScreenshot, review],
    when: without(gist, officer('crd-r6')),
    refused: {
      reason: 'ONE_PERSON_TWO_ROLES',
      ...{ held: 'EVIDENCE_REVIEWER', wanted: 'EVIDENCE_REVIEWER' },
    },
  },
  {
    because: 'a gist is approved once',
    given: [...withScreenshot, review, gist],
    when: gist,
    refused: { reason: 'GIST_APPROVED_ALREADY' },
  },
];

const answerRefusals: Row[] = [
  {
    because: 'another organisation learns nothing of the case',
    given: proposed,
    when: without(answer, { organisationId: 'org-2' }),
    refused: { reason: 'CASE_UNKNOWN' },
  },
  {
    because: 'an answer says something',
    given: proposed,
    when: without(answer, { text: ' ' }),
    refused: { reason: 'TEXT_LENGTH', field: 'text', max: MAX_TEXT },
  },
  {
    because: 'a case has room for so many answers',
    given: [...proposed, ...Array.from({ length: MAX_ANSWERS }, () => answer)],
    when: answer,
    refused: { reason: 'ANSWERS_FULL', max: MAX_ANSWERS },
  },
  {
    because: 'a closed case takes no answer',
    given: [p.opening, close],
    when: answer,
    refused: { reason: 'CASE_CLOSED', closedAtUs: close.nowUs },
  },
];

refusesAll('the rules of evidence', openingRefusals);
refusesAll('the rules of evidence', evidenceRefusals);
refusesAll('the rules of evidence', answerRefusals);
