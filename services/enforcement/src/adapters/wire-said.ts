import type { NoticeIssued } from '@hustings/contracts/enforcement';
import { isSentence, type Said } from '../domain/notice/said.ts';

/** A sentence as a notice in the log carries it; nothing for a text of its own. */
export function wireSaid(
  said: Said | undefined,
): Partial<Pick<NoticeIssued, 'template' | 'words' | 'instants'>> {
  if (!said) return {};
  const { template, words, instants } = said;
  const times = Object.entries(instants).map(([place, us]) => [place, BigInt(us)]);
  return { template, words: { ...words }, instants: Object.fromEntries(times) };
}

/** And back. A sentence of a newer version is left out: its text is there in English. */
export function readSaid({
  template,
  words,
  instants,
}: Pick<NoticeIssued, 'template' | 'words' | 'instants'>): { said?: Said } {
  if (!isSentence(template)) return {};
  const times = Object.entries(instants).map(([place, us]) => [place, Number(us)]);
  return { said: { template, words: { ...words }, instants: Object.fromEntries(times) } };
}
