import type { CaseCommand } from '../src/domain/case/commands.ts';
import { MAX_TEXT } from '../src/domain/case/people.ts';
import * as f from './fixtures.ts';
import * as p from './process-fixtures.ts';
import {
  draftWithout,
  gist,
  measure,
  officer,
  people,
  type Row,
  refusesAll,
  restricted,
  reverse,
  review,
  sealed,
  suspended,
  withA,
  without,
  withScreenshot,
} from './refusal-steps.ts';

/** The item that is added after the first. */
const SECOND_ITEM = 'evd-snd-1-1-4';
const seatOf = (name: string) => ({ about: { kind: 'SEAT', id: `org-1-${name}` } }) as const;

const weighingRefusals: Row[] = [
  ...(
    [
      ['the clause', { clause: '' }, { reason: 'CLAUSE_MISSING' }],
      ['the facts', { facts: '' }, { reason: 'TEXT_LENGTH', field: 'facts', max: MAX_TEXT }],
      [
        'the explanation',
        { explanation: '' },
        { reason: 'TEXT_LENGTH', field: 'explanation', max: MAX_TEXT },
      ],
      [
        'what to change',
        { howToFix: '' },
        { reason: 'TEXT_LENGTH', field: 'how_to_fix', max: MAX_TEXT },
      ],
      [
        'why not a narrower subject',
        { whyNotNarrower: '' },
        { reason: 'WHY_NOT_NARROWER_MISSING' },
      ],
      ['evidence', { evidenceIds: [] }, { reason: 'EVIDENCE_MISSING' }],
      ['evidence of the case', { evidenceIds: ['evd-x'] }, { reason: 'EVIDENCE_UNKNOWN' }],
      [
        'evidence of that clause',
        { clause: 'terms 5.1 (version 1)' },
        { reason: 'EVIDENCE_OF_ANOTHER_CLAUSE', evidenceId: p.ADDED },
      ],
    ] as const
  ).map(
    ([what, change, refused]): Row => ({
      because: `reasons name ${what}`,
      given: withA,
      when: without(p.propose, { reasons: { ...p.propose.reasons, ...change } }),
      refused,
    }),
  ),
  {
    because: 'sealed evidence is not used before it was looked at',
    given: withScreenshot,
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, sealed) }),
    refused: { reason: 'EVIDENCE_SEALED', evidenceId: sealed },
  },
  {
    because: 'nor before a second reviewer approved its gist',
    given: [...withScreenshot, review],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, sealed) }),
    refused: { reason: 'EVIDENCE_SEALED', evidenceId: sealed },
  },
  {
    because: 'unlawful evidence is not used',
    given: [...withScreenshot, without(review, { lawful: false })],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, sealed) }),
    refused: { reason: 'EVIDENCE_UNLAWFUL', evidenceId: sealed },
  },
  {
    because: 'a private screenshot needs two other items',
    given: [...withScreenshot, review, gist],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, sealed) }),
    refused: { reason: 'CORROBORATION_MISSING', evidenceId: sealed },
  },
  {
    because: 'and none of them from whoever gave it',
    given: [
      ...withScreenshot,
      review,
      gist,
      p.evidence(p.draftOf('B'), officer(people.secondReporter)),
    ],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, sealed, 'evd-snd-1-1-5') }),
    refused: { reason: 'CORROBORATION_MISSING', evidenceId: sealed },
  },
  {
    because: 'a private screenshot alone carries nothing',
    given: [...withScreenshot, review, gist],
    when: without(p.propose, { reasons: p.reasonsOf(sealed) }),
    refused: { reason: 'CORROBORATION_MISSING', evidenceId: sealed },
  },
  {
    because: 'a tip alone carries nothing, not even a warning',
    given: [p.opening, p.evidence(p.draftOf('F'))],
    when: without(measure, { measure: 'WARNED', reasons: p.reasonsOf('evd-snd-1-1-1') }),
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' },
  },
  {
    because: 'a complaint alone carries no restriction',
    given: [f.story.warn, f.story.deliver, p.evidence(p.draftOf('C'))],
    when: measure,
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' },
  },
  {
    because: 'a receipt alone carries no suspension',
    given: [...restricted, p.evidence(p.draftOf('B'))],
    when: p.propose,
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'SECOND_ITEM' },
  },
  {
    because: 'two items of one submitter are not independent',
    given: [...restricted, p.evidence(p.draftOf('B')), p.evidence(p.draftOf('C'))],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, 'evd-snd-1-1-4') }),
    refused: { reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'SECOND_SUBMITTER' },
  },
  {
    because: "another operator's sanction carries nothing by itself",
    given: [...restricted, draftWithout('A', { copiesSanctionOf: 'Another platform' })],
    when: p.propose,
    refused: { reason: 'COPIED_SANCTION_ALONE' },
  },
  {
    because: 'what one seat did is no reason against the whole number',
    given: [...restricted, draftWithout('A', { about: { kind: 'SEAT', id: 'org-1-anna' } })],
    when: p.propose,
    refused: { reason: 'SCOPE_TOO_WIDE', narrower: { kind: 'SEAT', id: 'org-1-anna' } },
  },
  {
    because: 'nor is it when all of several items are about that seat',
    given: [...restricted, draftWithout('A', seatOf('anna')), draftWithout('B', seatOf('anna'))],
    when: without(p.propose, { reasons: p.reasonsOf(p.ADDED, SECOND_ITEM) }),
    refused: { reason: 'SCOPE_TOO_WIDE', narrower: { kind: 'SEAT', id: 'org-1-anna' } },
  },
  {
    because: 'the facts of a measure that was reversed count no more',
    given: [...restricted, reverse],
    when: without(measure, { nowUs: p.decidedAtUs }),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: p.proposedAtUs + f.HOUR_US },
  },
  {
    because: 'the same facts do not suspend twice',
    given: [
      ...suspended,
      ...[f.restrictionEndsAtUs, f.restrictionEndsAtUs + 72 * f.HOUR_US].map(
        (nowUs, at): CaseCommand => ({
          type: 'EndSanction',
          ...{ sanctionId: at === 0 ? f.SANCTION : p.EXTENSION, ladder: f.ladder },
          nowUs: Math.max(nowUs, p.decidedAtUs + 1),
        }),
      ),
      {
        type: 'EndSanction',
        ...{ sanctionId: p.SUSPENSION, ladder: f.ladder },
        nowUs: p.suspendedAtUs + p.TERM_US,
      },
    ],
    when: without(p.emergency, { nowUs: p.suspendedAtUs + p.TERM_US + 1, by: 'crd-r1' }),
    refused: { reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: f.restrictedAtUs },
  },
];

refusesAll('the rules of proof', weighingRefusals);
