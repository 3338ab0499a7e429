import type { OutboundMessage, SendStreamRequest } from '@hustings/contracts/governor';
import { err, type Result } from '@hustings/kernel';
import type { Outgoing } from './outgoing.ts';
import type { Recipient, RowFault } from './recipients.ts';
import { type Run, reportProgress } from './run.ts';
import { countReason } from './tally.ts';

/** Messages a frame: with 16 to 64 a frame costs least. */
const FRAME_MESSAGES = 64;
const DEFAULT_CONCURRENCY = 256;

/** Puts rows into a stream: first what an earlier stream left unanswered, then new ones while there is room. */
export async function pumpRows(
  run: Run,
  outgoing: Outgoing<SendStreamRequest>,
  round: AbortSignal,
): Promise<void> {
  const max = run.options.concurrency ?? DEFAULT_CONCURRENCY;
  const frame = Math.min(FRAME_MESSAGES, max);
  const left = run.outstanding.all().map((row) => row.message);
  for (let i = 0; i < left.length; i += frame)
    outgoing.push({ messages: left.slice(i, i + frame) });
  while (!run.sourceEnded && !run.options.signal.aborted) {
    await run.outstanding.waitForAtMost(max - frame, round);
    const messages = await takeRows(run, frame);
    if (messages.length > 0) outgoing.push({ messages });
    reportProgress(run);
  }
  await run.outstanding.waitForAtMost(0, round);
  outgoing.end();
}

/** The next rows as messages; they count as under way from here on, whatever becomes of the stream. */
async function takeRows(run: Run, max: number): Promise<OutboundMessage[]> {
  const messages: OutboundMessage[] = [];
  while (messages.length < max && !run.options.signal.aborted) {
    const next = await run.source.next();
    if (next.done) {
      run.sourceEnded = true;
      break;
    }
    run.tally.rows++;
    const rendered = next.value.ok ? renderOnce(run, next.value.value) : next.value;
    if (rendered.ok) {
      messages.push(rendered.value);
    } else {
      countReason(run.tally.broken, rendered.error.reason);
      run.options.onRow?.({ ...rendered.error, outcome: 'BROKEN' });
    }
  }
  return messages;
}

function renderOnce(run: Run, row: Recipient): Result<OutboundMessage, RowFault> {
  const rendered = run.options.render(row);
  if (!rendered.ok) return rendered;
  const message = rendered.value;
  const earlier = run.lines.get(message.idempotencyKey);
  if (earlier !== undefined) {
    const detail = `the same person as line ${earlier}: give the row an "id" of its own or drop it`;
    return err({ line: row.line, reason: 'DUPLICATE_ROW', detail });
  }
  run.lines.set(message.idempotencyKey, row.line);
  run.outstanding.add({ line: row.line, message, holds: 0 });
  return rendered;
}
