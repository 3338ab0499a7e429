import { Case, EmergencyGround, Standing } from '@hustings/contracts/enforcement';
import type { Command } from 'commander';
import { choice } from '../enums.ts';
import {
  printProposal,
  REASONS_GIVEN,
  type ReasonOptions,
  reasonsOf,
  withReasons,
} from './case-reasons.ts';
import { examples, type Setup, start } from './setup.ts';

const GROUNDS = {
  'legal-order': EmergencyGround.EMERGENCY_GROUND_LEGAL_ORDER,
  'threat-to-life': EmergencyGround.EMERGENCY_GROUND_THREAT_TO_LIFE,
  'phishing-live': EmergencyGround.EMERGENCY_GROUND_PHISHING_LIVE,
  'ban-evasion': EmergencyGround.EMERGENCY_GROUND_BAN_EVASION,
  'silence-breach': EmergencyGround.EMERGENCY_GROUND_SILENCE_BREACH,
} as const;

/** `hustings case warn`, `restrict`, `extend`, `suspend-now`. */
export function addMeasures(cases: Command, setup: Setup): void {
  for (const [name, measure, what] of [
    ['warn', Standing.STANDING_WARNED, 'warn: nothing is blocked'],
    ['restrict', Standing.STANDING_RESTRICTED, 'restrict to people who have replied'],
  ] as const) {
    withReasons(
      cases
        .command(`${name} <case>`)
        .description(`${what} (moderator)`)
        .addHelpText('after', examples(`case ${name} cas-… ${REASONS_GIVEN}`)),
    ).action((caseId: string, options: ReasonOptions, command: Command) =>
      start(setup, command, async (session) => {
        const request = { caseId, measure, reasons: reasonsOf(options) };
        const response = await session.client('case').takeMeasure(request);
        session.print(response.case && Case.toJSON(response.case), `${caseId}: done`);
        return undefined;
      }),
    );
  }
  cases
    .command('extend <case>')
    .description('prolong a restriction, once (moderator)')
    .requiredOption('--reasons <text>', 'why one is not enough')
    .addHelpText('after', examples('case extend cas-… --reasons "it went on during the first"'))
    .action((caseId: string, { reasons }: { reasons: string }, command: Command) =>
      start(setup, command, async (session) => {
        const response = await session.client('case').extendRestriction({ caseId, reasons });
        session.print(response.case && Case.toJSON(response.case), `${caseId}: prolonged`);
        return undefined;
      }),
    );
  withReasons(
    cases
      .command('suspend-now <case>')
      .description('suspend at once; lapses unless others ratify it in 24 hours (moderator)')
      .addOption(choice('--ground <ground>', 'closed list', GROUNDS).makeOptionMandatory())
      .requiredOption('--hours <n>', 'length if ratified, at most 336', Number)
      .addHelpText(
        'after',
        examples(`case suspend-now cas-… --ground phishing-live --hours 48 ${REASONS_GIVEN}`),
      ),
  ).action((caseId: string, options: EmergencyOptions, command: Command) =>
    start(setup, command, async (session) => {
      const response = await session.client('case').suspendInEmergency({
        ...{ caseId, ground: GROUNDS[options.ground], termHours: options.hours },
        reasons: reasonsOf(options),
      });
      printProposal(session, response.proposal);
      return undefined;
    }),
  );
}

type EmergencyOptions = ReasonOptions & { ground: keyof typeof GROUNDS; hours: number };
