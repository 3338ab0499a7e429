import { SubjectKind } from '@hustings/contracts/enforcement';
import { Decision } from '@hustings/contracts/governor';
import { registryFields, subjectKey } from '@hustings/policy/gate';
import { memberNumber } from './commit-columns.ts';
import { gateKeys } from './gate-keys.ts';
import { behindOf, type RunScript } from './gate-replies.ts';
import type { GateScripts, LaneLooks, Peeked, PeekedLane, QueuedMessage } from './gate-types.ts';
import { bytesOf, listOf, type Reply, textOf } from './script.ts';

/** Beginnings of the names that `peek` completes with the ids it finds in the lanes. */
const PEEK_PREFIXES = {
  organisation_subject: subjectKey(SubjectKind.SUBJECT_KIND_ORGANISATION, ''),
  sender_subject: subjectKey(SubjectKind.SUBJECT_KIND_SENDER, ''),
  sender_field: registryFields.sender(''),
  sender_paused: registryFields.senderPaused(''),
  campaign_paused: registryFields.campaignPaused(''),
};

/** The same for `find-recalled`. */
const RECALL_PREFIXES = {
  sender_field: registryFields.sender(''),
  sender_state: registryFields.senderState(''),
  campaign_closed: registryFields.campaignClosed(''),
  pair_cancelled: registryFields.pairCancelled('', '').replace('|', ''),
  campaign_cancelled: registryFields.campaignCancelled(''),
  sender_cancelled: registryFields.senderCancelled(''),
  organisation_cancelled: registryFields.organisationCancelled(''),
};

/** Looks into the lanes; none changes anything. */
export function looking(run: RunScript): LaneLooks & Pick<GateScripts, 'peek'> {
  return {
    async peek(gate, { epoch, perSender, senders, afterSender, turn, skip }) {
      const args = {
        ...PEEK_PREFIXES,
        epoch,
        per_sender: perSender,
        senders,
        turn,
        after_sender: afterSender,
      };
      const reply = await run('peek', { keys: gateKeys(gate, epoch), args, rest: [...skip] });
      return behindOf(reply) ?? peekedOf(reply);
    },

    async findRecalled(gate, { epoch, senderId, campaignId, after, members, silences }) {
      const scope = { sender: senderId, campaign: campaignId, after, members };
      const args = { ...RECALL_PREFIXES, ...scope, epoch };
      const rest = silences.flatMap(({ place, endsAtUs }) => [place, String(endsAtUs)]);
      const reply = await run('find-recalled', { keys: gateKeys(gate, epoch), args, rest });
      const behind = behindOf(reply);
      if (behind !== null) return behind;
      return { outcome: 'FOUND', after: textOf(reply[1]), messages: messagesOf(listOf(reply[2])) };
    },

    async findQueued(gate, { epoch, recipients, most }) {
      const call = { keys: gateKeys(gate, epoch), args: { epoch, most }, rest: [...recipients] };
      const reply = await run('find-queued', call);
      const behind = behindOf(reply);
      if (behind !== null) return behind;
      const hasMore = textOf(reply[2]) === '1';
      return { outcome: 'FOUND', messages: messagesOf(listOf(reply[1])), hasMore };
    },

    async findMessages(gate, epoch, messageIds) {
      const call = { keys: gateKeys(gate, epoch), args: { epoch }, rest: [...messageIds] };
      const reply = await run('find-messages', call);
      const behind = behindOf(reply);
      if (behind !== null) return behind;
      const messages = listOf(reply[1]).flatMap((entry) => {
        const [queued, ...message] = listOf(entry);
        return messagesOf(message).map((one) => ({ ...one, queued: textOf(queued) === '1' }));
      });
      return { outcome: 'FOUND', messages };
    },

    async countQueued(gate, { epoch, senderIds, campaignId, through }) {
      const args = { epoch, campaign: campaignId, through: memberNumber(through) };
      const call = { keys: gateKeys(gate, epoch), args, rest: [...senderIds] };
      const reply = await run('count-queued', call);
      return behindOf(reply) ?? { outcome: 'COUNTED', messages: Number(textOf(reply[1])) };
    },
  };
}

function peekedOf(reply: Reply[]): Peeked {
  const lanes = listOf(reply[2]).map((entry): PeekedLane => {
    const [lane, hasMore, ...messages] = listOf(entry);
    return {
      lane: textOf(lane),
      hasMore: textOf(hasMore) === '1',
      messages: messagesOf(messages),
    };
  });
  return { outcome: 'PEEKED', lastSender: textOf(reply[1]), lanes };
}

/** Pairs of releases and recorded admission. */
function messagesOf(flat: Reply[]): QueuedMessage[] {
  const messages: QueuedMessage[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    const admission = Decision.decode(bytesOf(flat[at + 1]));
    messages.push({ releases: Number(textOf(flat[at])), admission });
  }
  return messages;
}
