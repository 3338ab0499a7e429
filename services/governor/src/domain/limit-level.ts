import type { LimitLevel } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import type { InstantUs, Limit, LimitProfile, PolicyDocument } from '@hustings/policy';
import type { CompiledLimit } from '@hustings/policy/gate';
import type { Level } from '@hustings/policy/plan';

/** A limit of the policy document beside its form in the gate. */
export interface ExplainedLimit {
  limit: Limit;
  compiled: CompiledLimit;
}

/** The limits of a profile, and those that bind any sender at certain times, in both forms and the order of the gate. */
export function pairLimits(
  profile: LimitProfile,
  compiled: readonly CompiledLimit[],
  { whileWarned = [], whileSlow = [] }: Pick<PolicyDocument['limits'], 'whileWarned' | 'whileSlow'>,
): ExplainedLimit[] {
  const all = [...profile.sender, ...profile.organisation, ...whileWarned, ...whileSlow];
  const documents = new Map(all.map((limit) => [limit.id, limit]));
  return compiled.flatMap((one) => {
    const limit = documents.get(one.id);
    return limit === undefined ? [] : [{ limit, compiled: one }];
  });
}

/** What a limit means and what is left of it at an instant. */
export function toLimitLevel(
  { limit, compiled }: ExplainedLimit,
  at: { senderId: string; level: Level | undefined; nowUs: InstantUs },
): LimitLevel {
  const { left, freeAtUs, fullAtUs } = leftOf(compiled, at.level, at.nowUs);
  const knownFrom = knownFromOf(compiled);
  return {
    limitId: limit.id,
    senderId: compiled.scope === 'sender' ? at.senderId : '',
    shape: limit.shape,
    meaning: limit.meaning,
    source: limit.source,
    confidence: limit.confidence ?? '',
    max: BigInt(compiled.max),
    spanMs: BigInt(Math.round(compiled.spanUs / 1_000)),
    unit: limit.shape === 'uniques' ? 'recipients' : limit.cost,
    left: BigInt(left),
    freeAt: later(freeAtUs, at.nowUs),
    fullAt: later(fullAtUs, at.nowUs),
    shadow: limit.shadow,
    knownFrom: later(knownFrom, at.nowUs),
    onlyWhile: compiled.whileWarned ? 'WARNED' : compiled.whileSlow ? 'SLOW_START' : '',
  };
}

interface Left {
  left: number;
  freeAtUs: InstantUs;
  fullAtUs: InstantUs;
}

function leftOf(compiled: CompiledLimit, level: Level | undefined, nowUs: InstantUs): Left {
  const knownFrom = knownFromOf(compiled);
  if (compiled.shape === 'pair' || compiled.shape === 'unanswered') {
    return { left: nowUs < knownFrom ? 0 : compiled.max, freeAtUs: knownFrom, fullAtUs: knownFrom };
  }
  const found =
    compiled.shape === 'bucket'
      ? leftOfBucket(compiled, Math.max(level?.fullAtUs ?? 0, fullFrom(compiled)), nowUs)
      : leftOfSpan(compiled, level, nowUs);
  if (compiled.shape === 'bucket' || nowUs >= knownFrom) return found;
  return {
    left: 0,
    freeAtUs: Math.max(found.freeAtUs, knownFrom),
    fullAtUs: Math.max(found.fullAtUs, knownFrom),
  };
}

function leftOfBucket({ max, spanUs }: CompiledLimit, fullAtUs: InstantUs, nowUs: InstantUs): Left {
  const owed = Math.max(0, fullAtUs - nowUs);
  const left = Math.floor((max * spanUs - owed) / spanUs);
  return { left, freeAtUs: fullAtUs + spanUs - max * spanUs, fullAtUs };
}

/** Windows and people reached. */
function leftOfSpan(
  { max, spanUs }: CompiledLimit,
  level: Level | undefined,
  nowUs: InstantUs,
): Left {
  const spends = (level?.spends ?? []).filter(({ atUs }) => atUs > nowUs - spanUs);
  const taken = spends.reduce((sum, { permits }) => sum + permits, 0);
  const last = spends.at(-1);
  const fullAtUs = last === undefined ? 0 : last.atUs + spanUs;
  let excess = taken - max + 1;
  if (excess <= 0) return { left: max - taken, freeAtUs: 0, fullAtUs };
  for (const { atUs, permits } of spends) {
    excess -= permits;
    if (excess <= 0) return { left: 0, freeAtUs: atUs + spanUs, fullAtUs };
  }
  return { left: 0, freeAtUs: fullAtUs, fullAtUs };
}

function knownFromOf(limit: CompiledLimit): InstantUs {
  return limit.sinceUs === 0 ? 0 : limit.sinceUs + limit.spanUs;
}

/** A bucket of unknown past begins empty. */
function fullFrom({ sinceUs, max, spanUs }: CompiledLimit): InstantUs {
  return sinceUs === 0 ? 0 : sinceUs + max * spanUs;
}

function later(atUs: InstantUs, nowUs: InstantUs): LimitLevel['freeAt'] {
  return atUs > nowUs ? timestampFromUs(BigInt(atUs)) : undefined;
}
