import type { Clock } from '@hustings/kernel';
import type { Logger } from '@hustings/service-kit';
import type { Directory } from '../domain/directory.ts';
import type { Knowledge } from '../domain/last-look.ts';
import type { ContentReader } from '../ports/content.ts';
import type { DispatchRecords } from '../ports/dispatch-records.ts';
import type { OptOutLedger } from '../ports/ledger.ts';
import type { Provider } from '../ports/provider.ts';
import type { Telemetry } from '../telemetry.ts';
import type { HandOffMemory } from './hand-off-memory.ts';
import type { InFlight } from './in-flight.ts';

/** What all senders' lanes share. */
export interface LaneContext {
  /** When this process began, on the monotonic clock: what was called before is not known here. */
  startedMs: number;
  clock: Clock;
  logger: Logger;
  telemetry: Telemetry;
  provider: Provider;
  ledger: OptOutLedger;
  contents: ContentReader;
  records: DispatchRecords;
  directory: Directory;
  inFlight: InFlight;
  memory: HandOffMemory;
  /** Facts of a partition and of all political senders, as read so far. */
  knowledge(partition: string): Knowledge;
  /** False while the log is not read to its end, or the barrier no longer counts on this process. */
  mayHandOff(): boolean;
  /** Aborts when the process stops. */
  signal: AbortSignal;
}
