import type { QueuedMessage } from '@hustings/redis-scripts';

/**
 * Start-time fair queueing (P. Goyal, H. M. Vin, H. Cheng, "Start-time fair queueing", SIGCOMM 1996, §2): each campaign
 * of a line gets tags, its next message starts where its last one finished or, when it comes back, where the line is;
 * the lowest start goes first, and a message moves its campaign's finish on by its cost over its weight. While two
 * campaigns both have messages, what they have got, each over its weight, differs by at most one message of each.
 */
export interface Line {
  /** Start tag of the latest message that went. */
  now: number;
  /** Campaign → finish tag of its latest message. */
  finish: Map<string, number>;
  /**
   * A message that was next, found too few permits and was overtaken by one that needs fewer. It keeps its turn and is
   * tried alone until it went: else those that need one permit would overtake it for ever.
   */
  overtaken: Turn | null;
}

/** A message with its start tag. */
export interface Turn {
  message: QueuedMessage;
  start: number;
}

/** Above so many campaigns those that carry nothing over are forgotten. */
const FINISHES_KEPT = 64;

export function emptyLine(): Line {
  return { now: 0, finish: new Map(), overtaken: null };
}

/** Messages of one campaign that may go next, in the order of admission. */
export interface Flow {
  campaignId: string;
  messages: QueuedMessage[];
  /** Behind the last message stand others that are not known here. */
  hasMore: boolean;
}

export interface Ordered {
  turns: Turn[];
  /** What follows is not known: nothing of lower priority may be put behind. */
  cut: boolean;
}

/** The order in which messages of one line are tried. The line is left as it is. */
export function orderFairly(
  line: Line,
  flows: readonly Flow[],
  { room, weightOf }: { room: number; weightOf: (campaignId: string) => number },
): Ordered {
  const { overtaken } = line;
  if (overtaken !== null && isShown(flows, overtaken)) return { turns: [overtaken], cut: true };
  const heads = flows.map((flow) => ({ flow, place: 0, start: startOf(line, flow.campaignId) }));
  const turns: Turn[] = [];
  while (turns.length < room) {
    const head = heads
      .filter(({ flow, place }) => place < flow.messages.length || flow.hasMore)
      .reduce<(typeof heads)[number] | null>(earlier, null);
    if (head === null) return { turns, cut: false };
    const message = head.flow.messages[head.place];
    if (message === undefined) return { turns, cut: true };
    turns.push({ message, start: head.start });
    head.start += message.admission.units / weightOf(head.flow.campaignId);
    head.place += 1;
  }
  return { turns, cut: true };
}

/** True when a message is among those that may go next. */
export function isShown(flows: readonly Flow[], { message }: Turn): boolean {
  const { messageId } = message.admission;
  return flows.some(({ messages }) =>
    messages.some((one) => one.admission.messageId === messageId),
  );
}

/** A message went. */
export function charge(
  line: Line,
  { campaignId, units, messageId }: { campaignId: string; units: number; messageId: string },
  weight: number,
): void {
  const wasOvertaken = line.overtaken?.message.admission.messageId === messageId;
  const start = wasOvertaken ? (line.overtaken?.start ?? 0) : startOf(line, campaignId);
  if (wasOvertaken) line.overtaken = null;
  line.now = Math.max(line.now, start);
  line.finish.set(campaignId, Math.max(line.finish.get(campaignId) ?? 0, start + units / weight));
  if (line.finish.size > FINISHES_KEPT) forgetFinished(line);
}

function startOf(line: Line, campaignId: string): number {
  return Math.max(line.now, line.finish.get(campaignId) ?? 0);
}

function earlier<Head extends { flow: Flow; start: number }>(first: Head | null, next: Head): Head {
  if (first === null) return next;
  const gap = next.start - first.start;
  // Of equals the name decides, so that every process orders alike.
  const wins = gap === 0 ? next.flow.campaignId < first.flow.campaignId : gap < 0;
  return wins ? next : first;
}

/** A finish that the line has passed says nothing any more. */
function forgetFinished(line: Line): void {
  for (const [campaignId, finish] of line.finish) {
    if (finish <= line.now) line.finish.delete(campaignId);
  }
}
