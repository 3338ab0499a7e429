import type {
  AddAppealMessageRequest,
  AppealMessage,
  RemedyServiceImplementation,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { type Principal, principalOf, RpcFailure } from '@hustings/service-kit';
import {
  addMessage,
  loadDialogue,
  MAX_ATTACHMENT_BYTES,
  MAX_ATTACHMENTS,
  MAX_ATTACHMENTS_BYTES,
  type Message,
  openContent,
} from '../app/dialogue-orders.ts';
import type { Means } from '../app/orders.ts';
import { isFit, MAX_TEXT_LENGTH } from '../domain/case/appeal/texts.ts';
import type { AuthorKind } from '../domain/dialogue/dialogue.ts';
import type { Contents } from '../ports/contents.ts';
import { actorOf, readerOf } from './access.ts';
import { findAppeal } from './appeals.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

const MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]{1,80}$/;

type DialogueRpcs = Pick<
  RemedyServiceImplementation,
  'addAppealMessage' | 'listAppealMessages' | 'getAppealAttachment'
>;

/** What the two sides of an appeal say to each other. `contents` null: nothing can be sealed here. */
export function dialogueRpcs(means: Means, contents: Contents | null): DialogueRpcs {
  return {
    addAppealMessage: (request, context) =>
      answer(async () => {
        const caller = principalOf(context);
        const store = required(contents);
        const { appealId, text } = request;
        const { organisationId } = writerOf(caller);
        const record = await findAppeal(means, appealId, organisationId);
        const attachments = attachmentsOf(request);
        const done = await addMessage(means, store, {
          ...{ record, appealId, text, attachments, actor: actorOf(caller) },
          author: caller.credentialId,
          authorKind: kindOf(caller),
        });
        if (!done.ok) throw refuseMessage(done.error);
        return { message: messageOf(done.value, text) };
      }),
    listAppealMessages: ({ appealId }, context) =>
      answer(async () => {
        const { file } = (await findAppeal(means, appealId, readerOf(context).organisationId))
          .state;
        const { organisationId } = file;
        const messages = await loadDialogue(means, organisationId, appealId);
        return {
          messages: await Promise.all(
            messages.map(async (message) => {
              const { textSha256: sha256, contentSeq } = message;
              const where = { organisationId, appealId, sha256, contentSeq };
              const bytes = contents && (await openContent(means, contents, where));
              return messageOf(message, bytes ? Buffer.from(bytes).toString('utf8') : '');
            }),
          ),
        };
      }),
    getAppealAttachment: ({ appealId, sha256 }, context) =>
      answer(async () => {
        const { file } = (await findAppeal(means, appealId, readerOf(context).organisationId))
          .state;
        const { organisationId } = file;
        const messages = await loadDialogue(means, organisationId, appealId);
        const found = messages
          .flatMap(({ attachments }) => attachments)
          .find((each) => each.sha256 === sha256);
        const where = { organisationId, appealId, sha256, contentSeq: found?.contentSeq ?? 0 };
        const bytes = found ? await openContent(means, required(contents), where) : null;
        if (!found || !bytes) {
          const message = 'no such attachment, or its key was erased';
          throw RpcFailure.notFound('ATTACHMENT_UNKNOWN', message);
        }
        return { mediaType: found.mediaType, data: Buffer.from(bytes) };
      }),
  };
}

/** Staff who may speak in a hearing, or the organisation's own. */
function writerOf(caller: Principal): { organisationId: string | null } {
  if (caller.organisationId !== '') return { organisationId: caller.organisationId };
  const speaks = [Role.ROLE_MODERATOR, Role.ROLE_REVIEWER].some((r) => caller.roles.includes(r));
  if (speaks) return { organisationId: null };
  throw RpcFailure.denied('ROLE_MISSING', 'the credential lacks the role that this call needs');
}

function kindOf({ organisationId, intermediaryId }: Principal): AuthorKind {
  if (organisationId === '') return 'STAFF';
  return intermediaryId === '' ? 'ORGANISATION' : 'TOOL';
}

function attachmentsOf({ text, attachments }: AddAppealMessageRequest) {
  if (!isFit(text)) throw invalid('TEXT_LENGTH', 'text', `has 1 to ${MAX_TEXT_LENGTH} characters`);
  const total = attachments.reduce((sum, { data }) => sum + data.length, 0);
  const tooBig = attachments.some(({ data }) => data.length > MAX_ATTACHMENT_BYTES);
  if (attachments.length > MAX_ATTACHMENTS || tooBig || total > MAX_ATTACHMENTS_BYTES) {
    const limits = `at most ${MAX_ATTACHMENTS} of ${MAX_ATTACHMENT_BYTES} bytes, ${MAX_ATTACHMENTS_BYTES} together`;
    throw invalid('ATTACHMENTS_TOO_LARGE', 'attachments', `are ${limits}`);
  }
  if (!attachments.every(({ mediaType }) => MEDIA_TYPE.test(mediaType))) {
    throw invalid('MEDIA_TYPE_INVALID', 'attachments', 'name media types such as "image/png"');
  }
  return attachments;
}

function messageOf(message: Message, text: string): AppealMessage {
  const { number, authorKind, textSha256, attachments, atUs } = message;
  return {
    ...{ number, authorKind, textSha256, text, at: timestamp(atUs) },
    attachments: attachments.map((each) => ({
      ...{ ...each, length: BigInt(each.length), contentSeq: BigInt(each.contentSeq) },
    })),
  };
}

function refuseMessage(rejection: { reason: string; max?: number }): RpcFailure {
  const { reason } = rejection;
  if (reason === 'CONFLICT_OF_INTEREST') {
    return RpcFailure.denied(reason, 'a conflict of interest was declared; another must hear it');
  }
  return reason === 'TOO_MANY_MESSAGES'
    ? RpcFailure.precondition(reason, `a dialogue has at most ${rejection.max} messages`)
    : RpcFailure.precondition(reason, 'the appeal was decided; GetAppeal shows how');
}

function required(contents: Contents | null): Contents {
  if (contents) return contents;
  const message = 'this service has no master key, so it can seal nothing: set HUSTINGS_MASTER_KEY';
  throw RpcFailure.precondition('SEALING_UNAVAILABLE', message);
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
