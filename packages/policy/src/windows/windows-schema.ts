import { z } from 'zod';
import { editionOf, LATEST_EDITION, quietRowSchema, timeSchema } from './edition.ts';

const DAY_MS = 86_400_000;
const MAX_ELECTIONS = 500;
const person = z.string().trim().min(1).max(200);
const date = z.iso.date();
const code = z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?::[A-Z0-9-]{1,24})?$/);

/** An election or vote: what election silence is computed from. */
export const electionSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower case letters, digits, hyphens'),
    /** ISO 3166 code of the place that votes. */
    jurisdiction: code,
    /** Part of the jurisdiction that votes, in the code that requests use as `recipient_region`. */
    district: code.optional(),
    type: z.enum([
      'general',
      'regional',
      'municipal',
      'referendum',
      'run-off',
      'by-election',
      'primary',
    ]),
    /** Local dates, in order. Days that follow one another are one vote; others are votes of their own. */
    pollingDays: z.array(date).min(1).max(60),
    /** When polls open on the first day of a vote and close on its last, by the clock of each zone. */
    pollOpenLocal: timeSchema,
    pollCloseLocal: timeSchema,
    /** Every zone in which there are polls: silence ends when the last of them close. */
    timeZones: z.array(z.string()).min(1).max(40),
    calledOn: date.optional(),
    officialCampaignStart: date.optional(),
    officialCampaignEnd: date.optional(),
    sourceUrl: z.url().max(2_000),
    enteredBy: person,
    approvedBy: person,
  })
  .refine(({ enteredBy, approvedBy }) => enteredBy !== approvedBy, {
    path: ['approvedBy'],
    error: 'somebody else than who entered the election has to approve it',
  })
  .refine(({ pollOpenLocal, pollCloseLocal, pollingDays }) => {
    return pollingDays.length > 1 || pollOpenLocal < pollCloseLocal;
  }, 'polls close after they open')
  .refine(
    ({ pollingDays }) =>
      pollingDays.every((day, at) => at === 0 || day > String(pollingDays[at - 1])),
    {
      path: ['pollingDays'],
      error: 'the days stand in order and each once',
    },
  )
  .refine(
    ({ jurisdiction, district }) => district === undefined || district.startsWith(jurisdiction),
    {
      path: ['district'],
      error: 'the district lies in the jurisdiction',
    },
  );

const quietHoursSchema = z.strictObject({
  /** Jurisdictions of the edition's rows that hold. "*" has to be among them or in `own`. */
  apply: z.array(z.string()).max(500),
  /** Rows of the operator's own, beside those of the edition. */
  own: z.array(quietRowSchema).max(500),
  /** Public holidays by jurisdiction, for rows that close on them. After `through` such a row is closed altogether. */
  holidays: z.record(z.string(), z.strictObject({ through: date, dates: z.array(date).max(500) })),
});

/** When one may send: quiet hours at the recipient's place, and election silence. */
export const windowsSchema = z
  .strictObject({
    /** Edition of the rules and zones, a date; see packages/policy/data. */
    edition: z
      .string()
      .refine(
        (name) => editionOf(name) !== undefined,
        `no such edition; the latest is ${LATEST_EDITION}`,
      ),
    /** Null = none: messages go out at every hour of the day. */
    quietHours: quietHoursSchema.nullable(),
    elections: z.array(electionSchema).max(MAX_ELECTIONS),
    /** Rows of low confidence that an operator has confirmed: "quiet:DE", "silence:CO". Until then they block. */
    confirmedRows: z.array(z.string()).max(1_000),
    /** Silence begins this much earlier, because a provider may hold for so long what it has taken. */
    providerQueueMs: z.int().nonnegative().max(DAY_MS),
  })
  .superRefine((windows, context) => {
    for (const { path, message } of faultsOf(windows)) {
      context.addIssue({ code: 'custom', path, message });
    }
  });

export type Election = z.infer<typeof electionSchema>;
/** The section `windows` of a policy document. */
export type WindowsSection = z.infer<typeof windowsSchema>;

interface Fault {
  path: (string | number)[];
  message: string;
}

/** Faults that only show when section and edition are read together. */
function faultsOf(section: WindowsSection): Fault[] {
  const edition = editionOf(section.edition);
  if (edition === undefined) return [];
  return [
    ...faultsOfQuietHours(section),
    ...section.elections.flatMap(({ id, timeZones }, at) => [
      ...timeZones
        .filter((zone) => !edition.countryOfZone.has(zone))
        .map((zone) => ({ path: ['elections', at, 'timeZones'], message: `no zone ${zone}` })),
      ...(section.elections.findIndex((other) => other.id === id) === at
        ? []
        : [{ path: ['elections', at, 'id'], message: `election "${id}" is entered twice` }]),
    ]),
    ...section.confirmedRows.flatMap((row, at) => {
      const [kind, name = ''] = splitRow(row);
      const rows = kind === 'quiet' ? edition.quietRows : edition.silenceRows;
      const isKnown = (kind === 'quiet' || kind === 'silence') && rows.has(name);
      return isKnown ? [] : [{ path: ['confirmedRows', at], message: `there is no row ${row}` }];
    }),
  ];
}

function faultsOfQuietHours({ edition: name, quietHours }: WindowsSection): Fault[] {
  if (quietHours === null) return [];
  const { apply, own, holidays } = quietHours;
  const rows = editionOf(name)?.quietRows;
  const applied = [...apply.map((row) => rows?.get(row)), ...own];
  const faults = apply.flatMap((row, at): Fault[] =>
    rows?.has(row)
      ? []
      : [{ path: ['quietHours', 'apply', at], message: `there is no row ${row}` }],
  );
  if (!applied.some((row) => row?.jurisdiction === '*')) {
    const message = 'names no row "*": what holds in places that have no row of their own?';
    faults.push({ path: ['quietHours', 'apply'], message });
  }
  for (const row of applied) {
    if (row?.public_holidays !== 'closed' || holidays[row.jurisdiction] !== undefined) continue;
    const message = `the row is closed on public holidays: enter them under holidays.${row.jurisdiction}`;
    faults.push({ path: ['quietHours', 'holidays'], message });
  }
  return faults;
}

function splitRow(row: string): string[] {
  const colon = row.indexOf(':');
  return [row.slice(0, colon), row.slice(colon + 1)];
}
