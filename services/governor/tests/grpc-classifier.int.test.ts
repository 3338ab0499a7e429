import {
  ClassifierServiceDefinition,
  ClassifyTextResponse,
  Disposition,
} from '@hustings/contracts/classifier';
import { bindService, createLogger, type Running, startGrpcServer } from '@hustings/service-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectClassifier } from '../src/adapters/grpc-classifier.ts';
import type { Classifier, TextToClassify } from '../src/ports/classifier.ts';

const PLENTY_MS = 30_000;
const BOUND = { timeout: 20_000, interval: 5 };

/** A classifier that keeps every call until it is told to answer. */
let server: Running;
let classifier: Classifier;
let waiting: { text: string; answer: () => void }[];
let failures: string[];

beforeEach(async () => {
  waiting = [];
  failures = [];
  server = await startGrpcServer({
    address: '127.0.0.1:0',
    logger: createLogger('test', 'silent'),
    services: [
      bindService(
        ClassifierServiceDefinition,
        {
          classifyText: ({ text }) => {
            const { promise, resolve } = Promise.withResolvers<ClassifyTextResponse>();
            const disposition = Disposition.DISPOSITION_ALLOW;
            const response = {
              ...ClassifyTextResponse.fromPartial({ disposition }),
              verdictId: text,
            };
            waiting.push({ text, answer: () => resolve(response) });
            return promise;
          },
        },
        { public: true },
      ),
    ],
  });
  classifier = connectClassifier({
    address: server.address,
    token: 'test',
    onFailure: ({ message }) => failures.push(message),
  });
});
afterEach(async () => {
  classifier.stop();
  for (const { answer } of waiting) answer();
  await server.stop();
});

const HOSTS = ['party.example'];
const LINK = { shown: 'party.example', targetUrl: 'https://party.example' };

function ask(template: string, deadlineMs: number, changes: Partial<TextToClassify> = {}) {
  return Promise.resolve(
    classifier.classify({
      ...{ organisationId: 'org-1', senderId: 'snd-1', template, deadlineMs },
      ...{ links: [], organisationHosts: HOSTS },
      ...changes,
    }),
  );
}

function texts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `text ${index}`);
}

describe('texts that nobody has judged yet', () => {
  it('are judged sixteen at a time in their order, so that a slow classifier gets some of them done', async () => {
    const asked = texts(40).map((text) => ask(text, PLENTY_MS));
    for (const [from, until] of [
      [0, 16],
      [16, 32],
      [32, 40],
    ]) {
      await expect.poll(() => waiting.length, BOUND).toBe(until);
      for (const { answer } of waiting.slice(from)) answer();
    }
    const verdicts = await Promise.all(asked);
    expect(verdicts.map((verdict) => verdict?.verdictId)).toEqual(texts(40));
    expect(waiting.map(({ text }) => text).toSorted()).toEqual(texts(40).toSorted());
  });

  it('get no verdict after their deadline, and those whose turn never came are not asked for', async () => {
    // Room comes after 1.5 s, when those who wait for it have had no time left for long.
    const asked = texts(40).map((text, index) => ask(text, index < 16 ? 1_500 : 500));
    const verdicts = await Promise.all(asked);
    expect(verdicts).toEqual(texts(40).map(() => null));
    expect(waiting).toHaveLength(16);
    expect(failures).toHaveLength(16);
  });

  it('share one call with the same text, and the verdict is kept', async () => {
    const asked = Promise.all([ask('same', PLENTY_MS), ask('same', PLENTY_MS)]);
    await expect.poll(() => waiting.length, BOUND).toBe(1);
    waiting[0]?.answer();
    expect((await asked).map((verdict) => verdict?.verdictId)).toEqual(['same', 'same']);
    expect(await ask('same', PLENTY_MS)).toMatchObject({ verdictId: 'same' });
    expect(waiting).toHaveLength(1);
  });

  it.each<[string, Partial<TextToClassify>]>([
    ['of another organisation', { organisationId: 'org-2' }],
    ['of another sender', { senderId: 'snd-2' }],
    ['with another text', { template: 'other' }],
    ['of an organisation with other hosts', { organisationHosts: ['other.example'] }],
    ['with a link', { links: [LINK] }],
  ])(
    'are judged by themselves when they come %s, between others that are known',
    async (...row) => {
      const [, changes] = row;
      const asks: [Partial<TextToClassify>, number][] = [
        [{}, 1],
        [changes, 2],
        [{}, 2],
        [changes, 2],
        [{ links: [{ ...LINK, shown: 'here' }] }, 3],
      ];
      for (const [text, calls] of asks) {
        const asked = ask('same', PLENTY_MS, text);
        await expect.poll(() => waiting.length, BOUND).toBe(calls);
        waiting.at(-1)?.answer();
        await asked;
      }
    },
  );

  it('are not asked for while the classifier keeps failing, which is told once for each real call', async () => {
    await Promise.all(texts(16).map((text) => ask(text, 1_000)));
    const calls = waiting.length;
    expect(await ask('another', PLENTY_MS)).toBe(null);
    expect(waiting).toHaveLength(calls);
    expect(failures).toHaveLength(calls);
  });
});
