import { readFileSync } from 'node:fs';
import { Proposal, proposalKindToJSON } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { collect } from '../enums.ts';
import { UsageFault } from '../failures.ts';
import { renderFields, shortName } from '../output.ts';
import { isoFromTimestamp } from '../time.ts';

/** Options that state the reasons of a measure. */
export interface ReasonOptions {
  clause: string;
  facts: string;
  why: string;
  fix: string;
  evidence: string[];
  whyNotNarrower: string;
  rule?: string;
  law?: string;
  lawWhy?: string;
}

/** How the reasons look in an example. */
export const REASONS_GIVEN =
  '--clause "terms 4.2 (3)" --facts "…" --why "…" --fix "…" --evidence evd-…';

/** Adds the options that every measure of a person states its reasons with. */
export function withReasons(command: Command): Command {
  return command
    .requiredOption('--clause <text>', 'clause of the terms, with its version')
    .requiredOption('--facts <text>', 'what happened, without names')
    .requiredOption('--why <text>', 'why it breaches the clause')
    .requiredOption('--fix <text>', 'what to change')
    .requiredOption('--evidence <id>', 'evidence it rests on; may be repeated', collect)
    .option('--why-not-narrower <text>', 'why a narrower subject does not explain it', '')
    .option('--rule <id>', 'rule of the policy document')
    .option('--law <text>', 'law that the content breaks')
    .option('--law-why <text>', 'why it breaks that law');
}

/** The reasons as the contract takes them. */
export function reasonsOf(options: ReasonOptions) {
  return {
    ...{ clause: options.clause, facts: options.facts, explanation: options.why },
    ...{ howToFix: options.fix, whyNotNarrower: options.whyNotNarrower },
    ...{
      evidenceIds: options.evidence,
      ruleId: options.rule ?? '',
      legalGround: options.law ?? '',
      legalExplanation: options.lawWhy ?? '',
    },
  };
}

/** Prints one proposal. */
export function printProposal(
  session: { print(data: unknown, text: string): void },
  proposal: Proposal | undefined,
): void {
  session.print(
    proposal && Proposal.toJSON(proposal),
    proposal ? describeProposal(proposal) : '(none)',
  );
}

/** A proposal in words. */
export function describeProposal(proposal: Proposal): string {
  const { answerUntil, decideBy } = proposal;
  return renderFields([
    ['proposal', proposal.proposalId],
    ['asks for', shortName(proposalKindToJSON(proposal.kind), 'PROPOSAL_KIND_')],
    ['outcome', proposal.outcome],
    ['panel', proposal.panel.join(', ')],
    ['votes', `${proposal.votes.length}, ${proposal.approvalsNeeded} needed for it`],
    ['answer until', answerUntil ? isoFromTimestamp(answerUntil) : ''],
    ['lapses', decideBy ? isoFromTimestamp(decideBy) : ''],
  ]);
}

/** A JSON file that a command was given. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageFault(`cannot read ${path} as JSON`, error);
  }
}
