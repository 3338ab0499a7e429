import { assert } from '@hustings/kernel';
import type { InstantUs } from '@hustings/policy';
import { gateKeys } from './gate-keys.ts';
import type { GateRef } from './gate-types.ts';
import { limitTag } from './limit-tag.ts';
import { type Reply, type ScriptCall, textOf } from './script.ts';

/** Most recipients of one call: what Redis reads for them takes it less than a millisecond. */
export const MAX_KNOWN_RECIPIENTS = 1_000;

/** What a gate knows of a recipient. */
export interface KnownRecipient {
  /** As `scopeKey` writes them: "o", "c:<campaign>", "s:<sender>". */
  optOuts: string[];
  /** 0 = never. */
  repliedAtUs: InstantUs;
  /** Last release that the limit counted; 0 = none that is known. */
  reachedAtUs: InstantUs;
}

export interface KnownRecipients {
  outcome: 'RECIPIENTS';
  /** In the order in which they were asked for. */
  recipients: KnownRecipient[];
}

/** The call of `recipients.lua`; `limit` names an organisation's limit of different people, null = there is none. */
export function recipientsCall(
  gate: GateRef,
  epoch: string,
  asked: { recipients: readonly string[]; organisationId: string; limitId: string | null },
): ScriptCall {
  const { recipients, organisationId, limitId } = asked;
  assert(recipients.length <= MAX_KNOWN_RECIPIENTS, `at most ${MAX_KNOWN_RECIPIENTS} a call`);
  const reached = limitId === null ? '' : `${limitTag(`o:${organisationId}|${limitId}`)}|`;
  return { keys: gateKeys(gate, epoch), args: { epoch, reached }, rest: [...recipients] };
}

export function recipientsOfReply([, ...texts]: Reply[]): KnownRecipients {
  const recipients: KnownRecipient[] = [];
  for (let at = 0; at < texts.length; at += 3) {
    recipients.push({
      optOuts: textOf(texts[at])
        .split(',')
        .filter((scope) => scope !== ''),
      repliedAtUs: Number(textOf(texts[at + 1])),
      reachedAtUs: Number(textOf(texts[at + 2])),
    });
  }
  return { outcome: 'RECIPIENTS', recipients };
}
