import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { LinkKind, LinkPurpose, Scope, Source } from '@hustings/contracts/optout';
import type { Office, Webhooks } from '@hustings/dev-env';
import type { Recorder } from '../history/recorder.ts';
import type { ChaosParty } from '../world/open-world.ts';

const AGAIN_AFTER_MS = 300;
/** Whatever had reached this process before an acknowledgement has been dealt with after so many turns of its loop. */
const TURNS = 3;

/** What a person writes to a party's number. */
export interface Written {
  /** `start` = the person wants to hear again. */
  f: 'reply' | 'start';
  /** A message, or the provider's own control. */
  kind: 'reply' | 'preference';
  text: string;
  /** True when its acknowledgement is that of an opt-out. */
  stops: boolean;
  /** True when it concerns all political senders. */
  everybody?: boolean;
}

/** Does what people do about opt-outs, and writes down when it began and when it was acknowledged. */
export class RecordedDeeds {
  readonly #recorder: Recorder;
  readonly #webhooks: Webhooks;
  readonly #givenUp: AbortSignal;

  constructor(parts: { recorder: Recorder; webhooks: Webhooks; givenUp: AbortSignal }) {
    this.#recorder = parts.recorder;
    this.#webhooks = parts.webhooks;
    this.#givenUp = parts.givenUp;
  }

  /** An opt-out through the ledger, again until it is acknowledged: every way of it may be repeated. False = given up. */
  async optOut(
    person: string,
    party: ChaosParty | null,
    attempt: () => Promise<void>,
  ): Promise<boolean> {
    const key = `out-${randomUUID()}`;
    const value = { to: person, numbers: party ? [party.number] : null };
    const step = { process: 'staff', f: 'opt-out', key, value } as const;
    this.#recorder.add({ ...step, type: 'invoke' });
    for (;;) {
      try {
        await attempt();
        break;
      } catch (error) {
        this.#recorder.add({ ...step, type: 'info', value: { ...value, why: String(error) } });
        if (this.#givenUp.aborted) return false;
        await pause(AGAIN_AFTER_MS);
      }
    }
    await acknowledged();
    this.#recorder.add({ ...step, type: 'ok' });
    return true;
  }

  /** Resolves to whether the provider's call was answered. */
  async write(person: string, party: ChaosParty, written: Written): Promise<boolean> {
    const id = `evt-${randomUUID()}`;
    const { f, kind, text, stops, everybody = false } = written;
    const value = { person, numbers: everybody ? null : [party.number], text, stops };
    this.#recorder.add({ process: 'recipient', type: 'invoke', f, key: id, value });
    const at_us = Date.now() * 1000;
    const answered = await this.#webhooks.post({
      ...{ id, kind, at_us, from: person, to: party.number },
      ...(kind === 'reply' ? { text } : { category: 'marketing_messages', value: 'stop' }),
    });
    await acknowledged();
    const type = answered ? 'ok' : 'info';
    this.#recorder.add({ process: 'recipient', type, f, key: id, value });
    return answered;
  }
}

/** Staff or the party's office enters it; from everybody without a party. */
export function byStaff(
  office: Office,
  address: string,
  party: ChaosParty | null,
): () => Promise<void> {
  const ledger = office.optout(party?.adminToken ?? office.operatorToken);
  const scope = party ? Scope.SCOPE_ORGANISATION : Scope.SCOPE_ALL_POLITICAL;
  return async () => {
    await ledger.optOut({ address, scope, source: Source.SOURCE_ON_BEHALF });
  };
}

/** The person follows a signed link of the party's. */
export function byLink(office: Office, address: string, party: ChaosParty): () => Promise<void> {
  const purpose = LinkPurpose.LINK_PURPOSE_OPT_OUT;
  return async () => {
    const { senderId } = party;
    const { token } = await office
      .ledger(party.adminToken)
      .issueLink({ address, purpose, senderId });
    await office.ledger(office.internalToken).useLink({ token, purpose });
  };
}

/** Another number of the person, to which nobody writes, is linked and then opted out. */
export function byAnotherNumber(
  office: Office,
  address: string,
  party: ChaosParty,
): () => Promise<void> {
  const other = `${address.slice(0, 3)}7${address.slice(4)}`;
  const stop = byStaff(office, other, party);
  return async () => {
    await office.ledger(party.adminToken).linkIdentities({
      firstAddress: address,
      secondAddress: other,
      kind: LinkKind.LINK_KIND_SAME_PERSON,
      proof: 'declared',
    });
    await stop();
  };
}

/**
 * A call that left the dispatcher before the acknowledgement did lies in a buffer of this process by now. It is dealt
 * with before the acknowledgement is written down, so that the order of the history is the order of things.
 */
async function acknowledged(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn();
}
