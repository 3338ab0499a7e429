import type { Command } from 'commander';
import { addBlindReview } from './case-blind.ts';
import { addEvidence } from './case-evidence.ts';
import { addMeasures } from './case-measures.ts';
import { addCaseEnds, addEvidenceReview, addProposalEnds } from './case-process.ts';
import { addProposals } from './case-proposals.ts';
import { addStaffWork } from './case-staff.ts';
import type { Setup } from './setup.ts';
import { addParityReport } from './trial.ts';

/** Adds what staff and the sender do in cases to `hustings case …`. */
export function addCaseWork(cases: Command, setup: Setup): void {
  addEvidence(cases, setup);
  addEvidenceReview(cases, setup);
  addMeasures(cases, setup);
  addProposals(cases, setup);
  addProposalEnds(cases, setup);
  addStaffWork(cases, setup);
  addBlindReview(cases, setup);
  addCaseEnds(cases, setup);
  addParityReport(cases, setup);
}
