import { type Answer, inOrderOfOffer, type LinkPage, type ScopeName } from '../domain/link-page.ts';
import type { Correspondents, LinkDesk, LinkFault, LinkReading } from '../ports/link-desk.ts';

export interface PageParts {
  desk: LinkDesk;
  correspondents: Correspondents;
}

/** What a person sent by the form of a page. */
export interface Choice {
  act: 'stop' | 'start';
  scope: ScopeName;
  /** Of the page, for the question of a double opt-in; ISO 639. */
  language: string;
}

/** Shows what a link is about. Changes nothing: scanners and previews open links, too. */
export async function openLink(parts: PageParts, token: string): Promise<Answer> {
  const reading = await parts.desk.read(token);
  if (isFault(reading)) return { kind: 'refused', ...reading };
  return { kind: 'offered', page: await pageOf(parts, reading) };
}

/** Does what the person chose, and says so only when it is acknowledged. */
export async function useLink(parts: PageParts, token: string, choice: Choice): Promise<Answer> {
  if (choice.act === 'start') {
    const asked = await parts.desk.start(token, choice);
    if (isFault(asked)) return { kind: 'refused', ...asked };
    return { kind: 'asked', page: await readAgain(parts, token) };
  }
  const stopped = await parts.desk.stop(token, choice.scope);
  if (isFault(stopped)) return { kind: 'refused', ...stopped };
  return { kind: 'stopped', scope: choice.scope, page: await readAgain(parts, token), ...stopped };
}

/** For what the page says beside the act, which was acknowledged whether this succeeds or not. */
async function readAgain(parts: PageParts, token: string): Promise<LinkPage | null> {
  const reading = await parts.desk.read(token);
  return isFault(reading) ? null : pageOf(parts, reading);
}

async function pageOf({ correspondents }: PageParts, reading: LinkReading): Promise<LinkPage> {
  const { purpose, scopes, stands, confirmed, undoToken } = reading;
  const who = await correspondents.describe(reading);
  return { purpose, who, scopes: inOrderOfOffer(scopes), stands, confirmed, undoToken };
}

function isFault<T extends object>(answer: T | LinkFault): answer is LinkFault {
  return 'reason' in answer;
}
