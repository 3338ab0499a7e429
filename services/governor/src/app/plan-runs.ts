import type { RecipientCapLook } from '@hustings/policy';
import { CONVERSATION_US } from '@hustings/policy/gate';
import type { PlannedRun } from '@hustings/policy/plan';
import { normaliseAddress, type Vault } from '@hustings/privacy';
import { type KnownRecipient, MAX_KNOWN_RECIPIENTS } from '@hustings/redis-scripts';
import type { KnownSender } from '../domain/directory.ts';
import { type GateViewParts, open, readSuppressed, viewGate } from './gate-view.ts';
import type { CapQuestion, RecipientCaps } from './recipient-caps.ts';
import { placeOfCountry, placeOfRecipient } from './whereabouts.ts';

/** What is asked about people. */
export interface PlanRunsParts extends GateViewParts {
  vault: Vault;
  recipientCaps: Pick<RecipientCaps, 'foresee'>;
}

/** A campaign as its planner states it. */
export interface StatedCampaign {
  sender: KnownSender;
  messages: number;
  units: number;
  /** Numbers of people, one message each. */
  recipients: readonly string[];
  defaultCountry: string;
  notBeforeUs: number;
  /** The organisation's limit of different people; null = it has none. */
  uniquesLimit: string | null;
}

/** What is to be planned, and what will not go out whatever the time. */
export interface PlannedRuns {
  runs: PlannedRun[];
  never: { ruleId: string; messages: number }[];
}

/** Turns a stated campaign into runs: named people first, then those of whom only the number is stated. */
export async function planRuns(
  parts: PlanRunsParts,
  campaign: StatedCampaign,
): Promise<PlannedRuns> {
  const { units, notBeforeUs, messages, recipients } = campaign;
  const common = { units, notBeforeUs };
  const place = placeOfCountry(campaign.defaultCountry);
  const people: Person[] = [];
  const never = new Map<string, number>();
  for (let at = 0; at < recipients.length; at += MAX_KNOWN_RECIPIENTS) {
    const part = recipients.slice(at, at + MAX_KNOWN_RECIPIENTS);
    for (const person of await lookUp(parts, campaign, part)) {
      if (typeof person === 'string') never.set(person, (never.get(person) ?? 0) + 1);
      else people.push(person);
    }
  }
  const unnamed = { count: Math.max(0, messages - recipients.length), place };
  const runs = [...joinNew(people), unnamed].map((run) => ({ ...run, ...common }));
  return { runs, never: [...never].map(([ruleId, count]) => ({ ruleId, messages: count })) };
}

/** One message to one person, as far as the gate knows that person. */
type Person = Pick<
  PlannedRun,
  'count' | 'recipient' | 'reachedAtUs' | 'conversationUntilUs' | 'capped' | 'place'
>;

/** People of one place who are new, and named once, are all alike: those who follow one another become one run. */
function joinNew(people: readonly Person[]): Person[] {
  const named = new Map<string, number>();
  for (const { recipient = '' } of people) named.set(recipient, (named.get(recipient) ?? 0) + 1);
  const runs: Person[] = [];
  for (const person of people) {
    const { reachedAtUs, conversationUntilUs, capped } = person;
    const isNew = (reachedAtUs ?? conversationUntilUs ?? capped) === undefined;
    const last = runs.at(-1);
    if (!isNew || named.get(person.recipient ?? '') !== 1) runs.push(person);
    else if (last !== undefined && last.recipient === undefined && last.place === person.place)
      last.count += 1;
    else runs.push({ count: 1, place: person.place ?? '' });
  }
  return runs;
}

/** What is known of each: a run, or why nothing goes to that person. */
async function lookUp(
  parts: PlanRunsParts,
  { sender, defaultCountry, uniquesLimit }: StatedCampaign,
  numbers: readonly string[],
): Promise<(Person | string)[]> {
  const { organisationId } = sender;
  const { vault, scripts } = parts;
  const addresses = numbers.map((number) =>
    normaliseAddress(sender.channel, number, defaultCountry || undefined),
  );
  const valid = addresses.flatMap((address) => (address.ok ? [address.value] : []));
  if (valid.length === 0) return addresses.map(() => 'INVALID_NUMBER');
  const recipients = valid.map((address) => vault.organisationPseudonym(organisationId, address));
  const { ref, meta } = await viewGate(parts, organisationId);
  const known = await open(() =>
    scripts.recipients(ref, meta.epoch, { recipients, organisationId, limitId: uniquesLimit }),
  );
  const persons = valid.map((address) => vault.allPoliticalPseudonym(address));
  const suppressed = await readSuppressed(parts, persons);
  const caps = await parts.recipientCaps.foresee(() => persons.map(questionOf));
  const elsewhere = placeOfCountry(defaultCountry);
  let next = 0;
  return addresses.map((address) => {
    if (!address.ok) return 'INVALID_NUMBER';
    const at = next++;
    const recipient = recipients[at] ?? '';
    const person = known.recipients[at];
    if (suppressed[at] === true || isOptedOut(person, sender)) return 'OPTED_OUT';
    const place = placeAt(address.value) || elsewhere;
    return { ...personalRun(recipient, person, caps[at]), place };
  });
}

/** Several messages to one person take a place each. */
function questionOf(person: string, index: number): CapQuestion {
  return { person, messageId: 'plan', attempt: index };
}

function isOptedOut(person: KnownRecipient | undefined, { senderId }: KnownSender): boolean {
  return person?.optOuts.some((scope) => scope === 'o' || scope === `s:${senderId}`) ?? false;
}

function personalRun(
  recipient: string,
  person: KnownRecipient | undefined,
  cap: RecipientCapLook | undefined,
): Person {
  const run: Person = { count: 1, recipient };
  if (cap !== undefined && cap.untilUs > 0) {
    run.capped = { ruleId: cap.limitId, untilUs: cap.untilUs };
  }
  if (person !== undefined && person.reachedAtUs > 0) run.reachedAtUs = person.reachedAtUs;
  if (person !== undefined && person.repliedAtUs > 0) {
    run.conversationUntilUs = person.repliedAtUs + CONVERSATION_US;
  }
  return run;
}

/** Where the number is from; '' = it does not tell. */
function placeAt(address: string): string {
  const place = placeOfRecipient(address);
  return place.ok ? place.value : '';
}
