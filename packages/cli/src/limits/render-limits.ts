import type { ExplainLimitsResponse, LimitLevel } from '@hustings/contracts/governor';
import type { Io } from '../io.ts';
import { isoFromTimestamp } from '../time.ts';
import { paintBar } from './bar.ts';

/** When a limit binds that does not bind always. */
const OCCASIONS: Readonly<Record<string, string>> = {
  WARNED: ' (only while a warning is new)',
  SLOW_START: ' (only during a slow start; see "hustings pace list")',
};

/** Limits of an organisation for people: by sender, then what all of them share. */
export function renderLimits(io: Io, explained: ExplainLimitsResponse): string {
  const blocks = explained.senders.map((sender) => {
    const own = explained.levels.filter(({ senderId }) => senderId === sender.senderId);
    const head = `${sender.senderId}  ${sender.profile}, ${sender.queued} queued`;
    return block(io, [head, sender.meaning], own);
  });
  const shared = explained.levels.filter(({ senderId }) => senderId === '');
  if (shared.length > 0) blocks.push(block(io, ['all senders together'], shared));
  return blocks.length === 0 ? 'this organisation has no senders' : blocks.join('\n\n');
}

function block(io: Io, head: string[], levels: LimitLevel[]): string {
  const lines = levels.flatMap((level) => limitLines(io, level));
  return [...head.filter((line) => line !== ''), ...lines].join('\n');
}

function limitLines(io: Io, level: LimitLevel): string[] {
  const max = Number(level.max);
  const taken = max - Number(level.left);
  const bar = paintBar(io, max === 0 ? 0 : taken / max);
  const state = `${bar}  ${taken} of ${max} ${level.unit} taken${timesOf(level)}`;
  return [
    `  ${level.limitId}${level.shadow ? ' (shadow)' : ''}${OCCASIONS[level.onlyWhile] ?? ''}`,
    `    ${state}`,
    `    ${level.meaning}`,
  ];
}

function timesOf({ freeAt, fullAt, knownFrom }: LimitLevel): string {
  const parts = [
    freeAt ? `next at ${isoFromTimestamp(freeAt)}` : '',
    fullAt ? `all free at ${isoFromTimestamp(fullAt)}` : '',
    knownFrom ? `its past is unknown until ${isoFromTimestamp(knownFrom)}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}
