import { createHash } from 'node:crypto';
import type { Actor } from '@hustings/contracts/log';
import { err, ok, partitionOf, present, type Result } from '@hustings/kernel';
import type { CaseRecord } from '../domain/case/case-book.ts';
import type {
  AuthorKind,
  Dialogue,
  DialogueRejection,
  SealedAttachment,
} from '../domain/dialogue/dialogue.ts';
import type { ContentPlace, Contents } from '../ports/contents.ts';
import { conflictedIn } from './case-context.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** Of one file: in the stream it stands as base64, and a message of the stream ends at 1 MiB. */
export const MAX_ATTACHMENT_BYTES = 512 * 1024;
/** Of one message: the request that carries them ends at 1 MiB. */
export const MAX_ATTACHMENTS_BYTES = 768 * 1024;
export const MAX_ATTACHMENTS = 4;

export type Message = Dialogue['messages'][number];

export interface MessageToAdd {
  record: CaseRecord;
  appealId: string;
  text: string;
  attachments: readonly { mediaType: string; data: Uint8Array }[];
  author: string;
  authorKind: AuthorKind;
  actor: Actor;
}

/** Seals text and files, then records their hashes. What was sealed and never recorded is harmless. */
export async function addMessage(
  means: Means,
  contents: Contents,
  message: MessageToAdd,
): Promise<Result<Message, DialogueRejection>> {
  const { record, appealId, text, attachments, author, authorKind, actor } = message;
  const { organisationId, appeals } = record.state.file;
  const place = placeOf(means, organisationId, appealId);
  const isOpen = appeals.some((each) => each.appealId === appealId && each.outcome === 'OPEN');
  const body = Buffer.from(text, 'utf8');
  const sealed: SealedAttachment[] = [];
  for (const { mediaType, data } of attachments) {
    const sha256 = hashOf(data);
    const contentSeq = await contents.put({ ...place, place: `${appealId}/${sha256}` }, data);
    sealed.push({ sha256, mediaType, length: data.length, contentSeq });
  }
  const textSha256 = hashOf(body);
  const result = await means.stores.dialogues.execute(
    { id: appealId, partition: place.partition, organisationId },
    {
      type: 'AddMessage',
      ...{ appealId, author, authorKind, organisationId, isOpen, attachments: sealed, textSha256 },
      conflicted: conflictedIn(means, organisationId),
      contentSeq: await contents.put({ ...place, place: `${appealId}/${textSha256}` }, body),
      atUs: nowUs(means),
    },
    metaOf(means, actor),
  );
  if (!result.ok) return err(result.error);
  return ok(present(result.value.state.messages.at(-1), 'a message that was added is there'));
}

/** All messages of an appeal, as the log holds them. */
export async function loadDialogue(
  means: Means,
  organisationId: string,
  appealId: string,
): Promise<readonly Message[]> {
  const { partition } = placeOf(means, organisationId, appealId);
  const { state } = await means.stores.dialogues.load({ id: appealId, partition });
  return state.messages;
}

/** Bytes of a text or file, when they are still readable and are what the log says. */
export async function openContent(
  means: Means,
  contents: Contents,
  where: { organisationId: string; appealId: string; sha256: string; contentSeq: number },
): Promise<Uint8Array | null> {
  const { organisationId, appealId, sha256, contentSeq } = where;
  const place = placeOf(means, organisationId, appealId);
  const bytes = await contents.get({ ...place, place: `${appealId}/${sha256}` }, contentSeq);
  return bytes !== null && hashOf(bytes) === sha256 ? bytes : null;
}

function placeOf(
  { layout }: Means,
  organisationId: string,
  appealId: string,
): Omit<ContentPlace, 'place'> {
  return { partition: partitionOf(organisationId, layout), organisationId, keyId: appealId };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
