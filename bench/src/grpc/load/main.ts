import { Lane } from './lane.ts';
import type { LoadOrder, LoadResult } from './order.ts';
import { Tally } from './tally.ts';

/** How often an open loop looks what is due. */
const TICK_MS = 1;

/** As many calls in flight as ordered: each answer is followed by the next call. */
function runClosedLoop(lanes: Lane[], order: LoadOrder, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      if (lanes.every(({ open }) => open === 0)) resolve();
    };
    for (const lane of lanes) {
      lane.onSettled(() => {
        const nowMs = performance.now();
        if (nowMs < deadlineMs) lane.sendOne(nowMs);
        else finish();
      });
      for (let count = 0; count < order.inFlight; count++) lane.sendOne(performance.now());
      lane.flush();
    }
  });
}

/** Calls or frames go out by the clock, whether answers come or not; one that had to wait counts from when it was due. */
function runOpenLoop(lanes: Lane[], order: LoadOrder, deadlineMs: number): Promise<void> {
  const rate = (order.ratePerSecond ?? 0) / order.perFrame;
  const beginMs = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const finish = (): void => {
      if (performance.now() >= deadlineMs && lanes.every(({ open }) => open === 0)) resolve();
    };
    for (const lane of lanes) lane.onSettled(finish);
    const timer = setInterval(() => {
      const nowMs = performance.now();
      if (nowMs >= deadlineMs) {
        clearInterval(timer);
        finish();
        return;
      }
      for (; sent < ((nowMs - beginMs) / 1000) * rate; sent++) {
        const lane = lanes[sent % lanes.length] as Lane;
        if (lane.open >= order.inFlight) break;
        lane.sendOne(beginMs + (sent / rate) * 1000);
      }
      for (const lane of lanes) lane.flush();
    }, TICK_MS);
  });
}

async function carryOut(order: LoadOrder): Promise<LoadResult> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const tally = new Tally(reject);
  const lanes = Array.from({ length: order.connections }, (_, index) => {
    const party = order.parties[index % order.parties.length];
    if (party === undefined) throw new Error('a load needs somebody in whose name to send');
    return new Lane({ order, index, party }, tally);
  });
  const deadlineMs = performance.now() + order.seconds * 1000;
  const run = order.ratePerSecond === undefined ? runClosedLoop : runOpenLoop;
  await Promise.race([run(lanes, order, deadlineMs), aborted]);
  const result = tally.result();
  for (const lane of lanes) lane.close();
  return result;
}

process.once('message', (order: LoadOrder) => {
  carryOut(order)
    .then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ failure: String(error) }),
    )
    .finally(() => process.disconnect());
});
