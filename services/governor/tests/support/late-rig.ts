import { waitFor } from './ask.ts';
import type { SeededSender } from './facts.ts';
import { seedSender } from './facts.ts';
import { type Rig, startRig } from './rig.ts';

/** Time in which the governor decides without having heard of what stands in the log, ms. */
const HEARS_LATE_MS = 80;

/** A governor that hears late of everything, and a sender that it has heard of. */
export async function startLateRig(): Promise<{ rig: Rig; sender: SeededSender }> {
  const rig = await startRig({}, { hearsLateMs: HEARS_LATE_MS });
  const sender = await seedSender(rig.log, 'fast');
  await waitFor(() => rig.client(sender).estimateCompletion({ ...sender, messages: 0n }));
  return { rig, sender };
}
