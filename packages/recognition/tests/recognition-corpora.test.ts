import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseText } from './support/recognise-text.ts';

/**
 * Real messages that ask for nothing. Their licences do not let us ship them: name a folder of JSON-lines files with the
 * fields `text`, `label` ("ham" or "political") and `lang` to run this.
 */
const FOLDER = process.env.HUSTINGS_TEXT_CORPORA ?? '';

/** Largest share taken for an opt-out or a doubt, per thousand: about what the sets' own "leave me alone"s explain. */
const BOUNDS = [
  { set: 'uci-sms-spam', optOut: 4, provisional: 4 },
  { set: 'nus-sms-en', optOut: 1, provisional: 4 },
  { set: 'es-political-tweets-2023', optOut: 2, provisional: 1 },
  { set: 'political-social-media', optOut: 1, provisional: 15 },
  { set: 'fakewhatsapp-br', optOut: 7, provisional: 5 },
  { set: 'turkish-sms', optOut: 1, provisional: 1 },
  { set: 'colombia-smishing-es', optOut: 1, provisional: 1 },
];

describe('ordinary messages are seldom taken for opt-outs', () => {
  it.for(BOUNDS)('$set', ({ set, optOut, provisional }, { skip }) => {
    const path = `${FOLDER}/${set}.jsonl`;
    skip(FOLDER === '', 'set HUSTINGS_TEXT_CORPORA to a folder of JSON-lines corpora');
    skip(!existsSync(path), `the folder has no ${set}.jsonl`);
    const counts = countVerdicts(path);
    expect((1000 * counts.OPT_OUT) / counts.all).toBeLessThanOrEqual(optOut);
    expect((1000 * counts.PROVISIONAL) / counts.all).toBeLessThanOrEqual(provisional);
  });
});

function countVerdicts(path: string): { all: number; OPT_OUT: number; PROVISIONAL: number } {
  const counts = { all: 0, OPT_OUT: 0, PROVISIONAL: 0 };
  for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
    const { text, label, lang } = JSON.parse(line) as { text: string; label: string; lang: string };
    if (label !== 'ham' && label !== 'political') continue;
    counts.all += 1;
    const { verdict } = recogniseText(text, [lang]);
    if (verdict === 'OPT_OUT' || verdict === 'PROVISIONAL') counts[verdict] += 1;
  }
  return counts;
}
