import { assert } from '@hustings/kernel';
import { z } from 'zod';
import silenceData from '../../data/2026-11-21/election-silence.json' with { type: 'json' };
import quietData from '../../data/2026-11-21/quiet-hours.json' with { type: 'json' };
import zoneData from '../../data/2026-11-21/zones.json' with { type: 'json' };

/** Where a row comes from and how far it is to be trusted. */
const provenance = {
  source: z.string().min(1),
  /** A page that was read, memory, or our own choice. */
  kind: z.enum(['stored', 'memory', 'seed', 'design']),
  /** Rows of low confidence block until an operator has confirmed them. */
  confidence: z.enum(['high', 'medium', 'low']),
  note: z.string().optional(),
};

/** A time of day, "00:00" to "24:00". */
export const timeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'like 09:30');

const bandSchema = z
  .strictObject({
    days: z.array(z.enum(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'])).min(1),
    from: timeSchema,
    to: timeSchema,
  })
  .refine(({ from, to }) => from < to, { error: 'a band ends after it begins, on the same day' });

/** A row of quiet hours: when a message may arrive, on the clock of the recipient's place. */
export const quietRowSchema = z.strictObject({
  /** ISO 3166 code, with ":label" where a place has several rows; "*" = every other place. */
  jurisdiction: z.string().regex(/^(?:\*|[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?::[a-z]+)?)$/),
  name: z.string().min(1),
  allowed_local: z.array(bandSchema).min(1),
  public_holidays: z.enum(['same_as_weekday', 'closed']),
  instrument: z.string().min(1),
  status: z.enum(['law', 'charter', 'code', 'practice', 'design']),
  covers_political: z.string().min(1),
  ...provenance,
});

const anchorSchema = z.discriminatedUnion('anchor', [
  z.strictObject({
    anchor: z.literal('polling_day'),
    /** Calendar days from polling day. */
    day_offset: z.int().min(-30).max(1),
    time: timeSchema,
  }),
  z.strictObject({
    anchor: z.enum(['poll_open', 'poll_close']),
    hours_before: z.int().nonnegative().optional(),
    hours_after: z.int().nonnegative().optional(),
  }),
]);

const silenceRowSchema = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  name: z.string().min(1),
  start: anchorSchema.nullable(),
  end: anchorSchema.nullable(),
  scope: z.string().min(1),
  covers_messaging: z.enum([
    'explicit',
    'general',
    'partly',
    'media_only',
    'unclear',
    'exempt',
    'none',
  ]),
  legal_basis: z.string(),
  penalty: z.string().optional(),
  worked_example: z.string().optional(),
  ...provenance,
});

const head = {
  origin: z.string().min(1),
  schema_version: z.literal(1),
  generated: z.iso.date(),
  status: z.string(),
};
const zonesSchema = z.strictObject({
  origin: z.string().min(1),
  /** Country → its zones. */
  countries: z.record(z.string(), z.array(z.string()).min(1)),
  /** Region → its zones, where they are not those of the whole country. */
  regions: z.record(z.string(), z.array(z.string()).min(1)),
  /** Beginning of a number → region it is from, for countries whose numbers say more than the country. */
  numberAreas: z.record(z.string(), z.string()),
  /** Former name of a zone → name in `countries`. */
  aliases: z.record(z.string(), z.string()),
});
const quietHoursSchema = z.strictObject({
  ...head,
  rules: z.array(quietRowSchema),
  engine: z.record(z.string(), z.unknown()),
});
const electionSilenceSchema = z.strictObject({
  ...head,
  fields: z.record(z.string(), z.unknown()),
  rules: z.array(silenceRowSchema),
  engine: z.record(z.string(), z.unknown()),
});

export type QuietRow = z.infer<typeof quietRowSchema>;
export type SilenceRow = z.infer<typeof silenceRowSchema>;
export type SilenceAnchor = z.infer<typeof anchorSchema>;

/** Rules and zones of one date. */
export interface Edition {
  quietRows: ReadonlyMap<string, QuietRow>;
  silenceRows: ReadonlyMap<string, SilenceRow>;
  zones: z.infer<typeof zonesSchema>;
  countryOfZone: ReadonlyMap<string, string>;
  /** Country → beginnings of its numbers with the places they are from, for countries whose numbers say more than the country. */
  numberAreas: ReadonlyMap<string, readonly NumberArea[]>;
}

export interface NumberArea {
  start: string;
  code: string;
}

/**
 * An edition never changes once a policy may have named it: old decisions are derived again from it. Better knowledge is
 * a new edition beside it, which a new policy names.
 */
const EDITIONS: ReadonlyMap<string, Edition> = new Map([
  ['2026-11-21', readEdition(quietData, silenceData, zoneData)],
]);

/** The edition that new requests are checked against. */
export const LATEST_EDITION = '2026-11-21';

/** Undefined for a name that this version does not know. */
export function editionOf(name: string): Edition | undefined {
  return EDITIONS.get(name);
}

/** The latest edition. */
export function latestEdition(): Edition {
  const edition = editionOf(LATEST_EDITION);
  assert(edition !== undefined, 'the latest edition is one of the editions');
  return edition;
}

function readEdition(quiet: unknown, silence: unknown, zones: unknown): Edition {
  const table = zonesSchema.parse(zones);
  const countries = Object.entries(table.countries);
  const quietRows = quietHoursSchema.parse(quiet).rules;
  const silenceRows = electionSilenceSchema.parse(silence).rules;
  return {
    quietRows: new Map(quietRows.map((row) => [row.jurisdiction, row])),
    silenceRows: new Map(silenceRows.map((row) => [row.country, row])),
    zones: table,
    numberAreas: Map.groupBy(
      Object.entries(table.numberAreas).map(([start, code]) => ({ start, code })),
      ({ code }) => countryOf(code),
    ),
    // Reversed, so that of several countries with one zone the first in the alphabet is named.
    countryOfZone: new Map(
      countries.reverse().flatMap(([country, names]) => names.map((name) => [name, country])),
    ),
  };
}

/** Country of a code. */
export function countryOf(code: string): string {
  return code.slice(0, 2);
}
