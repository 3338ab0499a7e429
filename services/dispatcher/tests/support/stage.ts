import { HandOffsFinished, ReleasesReturned } from '@hustings/contracts/dispatch';
import { vi } from 'vitest';
import { type RunningDispatcher, startDispatcher } from '../../src/index.ts';
import { Rig } from './rig.ts';

/** Tests wait for a level, at most this long. */
export const WAIT = { timeout: 15_000, interval: 20 };

/** A rig with dispatchers in this process. */
export class Stage {
  readonly rig: Rig;
  readonly #running: RunningDispatcher[] = [];

  private constructor(rig: Rig) {
    this.rig = rig;
  }

  static async set(...options: Parameters<typeof Rig.start>): Promise<Stage> {
    return new Stage(await Rig.start(...options));
  }

  async dispatch(providerTimeoutMs = 1_000): Promise<RunningDispatcher> {
    const dispatcher = await startDispatcher(this.rig.config({ providerTimeoutMs }));
    this.rig.provider.setWebhookUrl(`http://${dispatcher.webhookAddress}/webhook`);
    this.#running.push(dispatcher);
    return dispatcher;
  }

  /** Codes of all releases that were handed back. */
  async returnedCodes(): Promise<string[]> {
    const events = await this.rig.events('dispatch.ReleasesReturned.v1', (data) =>
      ReleasesReturned.decode(data),
    );
    return events.flatMap((event) => event.returned.map((each) => each.code));
  }

  /** All hand-offs that have ended. */
  async finished() {
    const events = await this.rig.events('dispatch.HandOffsFinished.v1', (data) =>
      HandOffsFinished.decode(data),
    );
    return {
      accepted: events.flatMap((event) => event.accepted),
      rejected: events.flatMap((event) => event.rejected),
      uncertain: events.flatMap((event) => event.uncertain),
    };
  }

  async waitForFinished(count: number): Promise<void> {
    await vi.waitFor(async () => {
      const { accepted, rejected, uncertain } = await this.finished();
      const ended = accepted.length + rejected.length + uncertain.length;
      if (ended !== count) throw new Error(`${ended} of ${count} hand-offs have ended`);
    }, WAIT);
  }

  /** Recipients in the order in which messages for them reached the provider. */
  arrivals(): string[] {
    return this.rig.provider.arrivals().map((arrival) => arrival.to);
  }

  async strike(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((dispatcher) => dispatcher.stop()));
    await this.rig.stop();
  }
}
