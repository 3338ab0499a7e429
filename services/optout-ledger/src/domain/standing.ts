import type { Scope, Source } from '@hustings/contracts/optout';

/**
 * One reason for which an opt-out stands. Each is set and lifted by itself: whoever takes back what they have set must not
 * lift what somebody else has.
 */
export interface Ground {
  /** '' = a clear request; "hit:…" a doubtful reply; "control:…" a control at the provider; "request:…" somebody else's request. */
  key: string;
  source: Source;
  /** Receipt of the first request, microseconds since the Unix epoch. */
  sinceUs: number;
  /** Receipt of the latest request. */
  lastUs: number;
  /** True until a clear request or a person confirmed it. */
  provisional: boolean;
}

/** An opt-out that stands. Plain JSON: it is part of the aggregate's snapshot. */
export interface Standing {
  scope: Scope;
  /** Sender or campaign; '' for the wider scopes. */
  scopeId: string;
  /** At least one, oldest first. */
  grounds: Ground[];
}

/** What a reader wants to know of an opt-out. */
export interface StandingSummary extends Omit<Ground, 'key'> {
  scope: Scope;
  scopeId: string;
}

/** A clear request. */
export const REQUESTED = '';

/** What is to be confirmed or released by a person, or by a code. */
const DOUBTFUL = /^(?:hit|request):/;

const CONTROL = 'control:';

/** The ground of a doubtful reply. */
export function hitGround(inboundId: string): string {
  return `hit:${inboundId}`;
}

/** The ground of a control at the provider, by its kind and its sender. */
export function controlGround(control: number, senderId: string): string {
  return `${CONTROL}${control}:${senderId}`;
}

/** The ground of somebody else's request. */
export function requestGround(requestId: string): string {
  return `request:${requestId}`;
}

/** True for what the person cannot lift by writing, because the provider goes on blocking. */
export function isControl(key: string): boolean {
  return key.startsWith(CONTROL);
}

/** True for what waits for a person or a code. */
export function isDoubtful(key: string): boolean {
  return DOUBTFUL.test(key);
}

/** The opt-out that stands for exactly this scope. */
export function findStanding(
  { standing }: { standing: readonly Standing[] },
  scope: Scope,
  scopeId: string,
): Standing | undefined {
  return standing.find((each) => each.scope === scope && each.scopeId === scopeId);
}

/** The opt-out as one: since its first ground, provisional while all are. */
export function summarise({ scope, scopeId, grounds }: Standing): StandingSummary {
  return {
    scope,
    scopeId,
    source: grounds.find((each) => !each.provisional)?.source ?? grounds[0]?.source ?? 0,
    sinceUs: Math.min(...grounds.map((each) => each.sinceUs)),
    lastUs: Math.max(...grounds.map((each) => each.lastUs)),
    provisional: grounds.every((each) => each.provisional),
  };
}

/** The grounds with one more, or with a known one carried on. A clear request takes over what was doubtful. */
export function withGround(grounds: readonly Ground[], added: Ground): Ground[] {
  const isReplaced = ({ key }: Ground): boolean =>
    key === added.key || (added.key === REQUESTED && isDoubtful(key));
  const replaced = grounds.filter(isReplaced);
  const same = replaced.find(({ key }) => key === added.key);
  const ground: Ground = {
    key: added.key,
    source: same?.source ?? added.source,
    sinceUs: Math.min(added.sinceUs, ...replaced.map((each) => each.sinceUs)),
    lastUs: Math.max(added.lastUs, ...replaced.map((each) => each.lastUs)),
    provisional: added.provisional && (same?.provisional ?? true),
  };
  return [...grounds.filter((each) => !isReplaced(each)), ground];
}

/** All standing opt-outs with the grounds of one scope replaced; without grounds nothing stands. */
export function withGrounds(
  standing: readonly Standing[],
  { scope, scopeId }: Pick<Standing, 'scope' | 'scopeId'>,
  grounds: Ground[],
): Standing[] {
  const others = standing.filter((each) => each.scope !== scope || each.scopeId !== scopeId);
  return grounds.length === 0 ? others : [...others, { scope, scopeId, grounds }];
}
