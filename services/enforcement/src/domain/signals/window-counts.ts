import type { SenderFact } from './fact.ts';

/** What is counted in a bucket of a sender's window. */
export const COUNTS = [
  'sent',
  'linkMismatches',
  'newTool',
  'replies',
  'reports',
  'freshReporters',
  'staleReporters',
  'blocks',
  'optOuts',
  'refused',
  'providerNotices',
  'qualityDrops',
] as const;

export type Count = (typeof COUNTS)[number];

/** The count that a fact of each type raises. */
export const COUNT_OF: Readonly<Record<SenderFact['type'], Count>> = {
  MessageReleased: 'sent',
  ReplyReceived: 'replies',
  Reported: 'reports',
  Blocked: 'blocks',
  OptedOut: 'optOuts',
  ToolRefused: 'refused',
  ProviderNoticed: 'providerNotices',
  QualityDropped: 'qualityDrops',
};

export function noCounts(): Record<Count, number> {
  return {
    sent: 0,
    linkMismatches: 0,
    newTool: 0,
    replies: 0,
    reports: 0,
    freshReporters: 0,
    staleReporters: 0,
    blocks: 0,
    optOuts: 0,
    refused: 0,
    providerNotices: 0,
    qualityDrops: 0,
  };
}
