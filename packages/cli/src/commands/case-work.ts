import type { Command } from 'commander';
import { addEvidence } from './case-evidence.ts';
import { addMeasures } from './case-measures.ts';
import { addProposals } from './case-proposals.ts';
import { addStaffWork } from './case-staff.ts';
import type { Setup } from './setup.ts';

/** Adds what staff and the sender do in cases to `hustings case …`. */
export function addCaseWork(cases: Command, setup: Setup): void {
  addEvidence(cases, setup);
  addMeasures(cases, setup);
  addProposals(cases, setup);
  addStaffWork(cases, setup);
}
