import type { ServiceTextFinished, ServiceTextStarted } from '@hustings/contracts/dispatch';
import { ServiceTextKind, ServiceTextOrdered } from '@hustings/contracts/optout';
import { OrganisationRegistered, SenderRegistered } from '@hustings/contracts/registry';
import { createLogger } from '@hustings/service-kit';
import { describe, expect, it } from 'vitest';
import type { LaneContext } from '../src/app/lane-context.ts';
import type { SenderLane } from '../src/app/sender-lane.ts';
import { ServiceTexts } from '../src/app/service-texts.ts';
import { Directory } from '../src/domain/directory.ts';
import type { CallResult, LookupResult, OutgoingMessage } from '../src/ports/provider.ts';

const NOW_US = 1_000_000_000n;
const ADDRESS = '+34600000001';
const stopping = new AbortController();

interface World {
  sent: OutgoingMessage[];
  started: ServiceTextStarted[];
  finished: ServiceTextFinished[];
  texts: ServiceTexts;
}

/** A dispatcher's surroundings in which every answer is scripted. */
function worldWith(script: {
  answers?: CallResult[];
  lookup?: LookupResult;
  content?: { address: string; text: string } | null;
  isFirst?: boolean;
}): World {
  const world: Omit<World, 'texts'> = { sent: [], started: [], finished: [] };
  const directory = new Directory();
  const organisation = { organisationId: 'org-a', name: 'Partido A', hosts: ['a.example'] };
  const sender = { senderId: 'snd-1', organisationId: 'org-a', address: '+34600100001' };
  directory.apply(
    'registry.OrganisationRegistered.v1',
    OrganisationRegistered.encode(OrganisationRegistered.fromPartial({ organisation })).finish(),
  );
  directory.apply(
    'registry.SenderRegistered.v1',
    SenderRegistered.encode(SenderRegistered.fromPartial({ sender })).finish(),
  );
  const answers = [...(script.answers ?? [])];
  const context = {
    clock: { nowUs: () => NOW_US, monotonicMs: () => 0 },
    logger: createLogger('test', 'silent'),
    directory,
    signal: stopping.signal,
    mayHandOff: () => true,
    contents: {
      open: async () =>
        script.content === undefined ? { address: ADDRESS, text: '123456' } : script.content,
    },
    provider: {
      async send(message: OutgoingMessage) {
        world.sent.push(message);
        return answers.shift() ?? { outcome: 'accepted', providerMessageId: 'p-1' };
      },
      lookup: async () => script.lookup ?? { found: 'not-offered' },
    },
    records: {
      async startText(_: unknown, started: ServiceTextStarted) {
        world.started.push(started);
        return script.isFirst ?? true;
      },
      async finishText(_: unknown, finished: ServiceTextFinished) {
        world.finished.push(finished);
      },
    },
  } as unknown as LaneContext;
  const lane = {
    callBeside: (call: () => Promise<number>) => void call(),
  } as unknown as SenderLane;
  return { ...world, texts: new ServiceTexts(context, () => lane) };
}

function order(fields: Partial<ServiceTextOrdered> = {}): ServiceTextOrdered {
  return ServiceTextOrdered.fromPartial({
    textId: 'txt-1',
    organisationId: 'org-a',
    senderId: 'snd-1',
    recipient: 'ana',
    kind: ServiceTextKind.SERVICE_TEXT_KIND_CONFIRMATION,
    language: 'es',
    contentSeq: 1n,
    expiresAtUs: NOW_US + 1n,
    ...fields,
  });
}

async function endsOf(world: World, ordered = order()): Promise<string[]> {
  world.texts.offer(ordered, '0');
  await world.texts.drain();
  return world.finished.map(({ outcome, code }) => `${outcome} ${code}`.trim());
}

describe('a text that was ordered', () => {
  it('is started in the log, sent once in the words of the data, and ended', async () => {
    const world = worldWith({});
    expect(await endsOf(world)).toEqual(['ACCEPTED']);
    world.texts.wake();
    await world.texts.drain();
    expect(world.sent).toMatchObject([
      { to: ADDRESS, from: '+34600100001', isService: true, clientRef: 'svc-txt-1-1' },
    ]);
    expect(world.sent[0]?.text).toContain('No recibirá más mensajes de Partido A');
    expect(world.started).toMatchObject([{ textId: 'txt-1', recipient: 'ana' }]);
    expect(world.started[0]?.textSha256).toHaveLength(32);
  });

  it('is not sent by whoever did not record its start', async () => {
    const world = worldWith({ isFirst: false });
    expect(await endsOf(world)).toEqual([]);
    expect(world.sent).toEqual([]);
  });

  it('is not sent when the log shows that it was started', async () => {
    const world = worldWith({});
    const startedAtUs = NOW_US;
    const started = { textId: 'txt-1', senderId: 'snd-1', organisationId: 'org-a', startedAtUs };
    world.texts.noteStarted(
      { ...started, recipient: 'ana', kind: 1, textSha256: Buffer.alloc(0) },
      '0',
    );
    world.texts.wake();
    await world.texts.drain();
    expect(world.sent).toEqual([]);
  });

  it('carries a code only where it is meant to, and its digest then stands nowhere', async () => {
    const world = worldWith({});
    const kind = ServiceTextKind.SERVICE_TEXT_KIND_REQUEST_CODE;
    expect(await endsOf(world, order({ kind }))).toEqual(['ACCEPTED']);
    expect(world.sent[0]?.text).toContain('123456');
    expect(world.started[0]?.textSha256).toHaveLength(0);
  });

  it.each<[string, Parameters<typeof worldWith>[0], Partial<ServiceTextOrdered>, string[]]>([
    ['too late', {}, { expiresAtUs: NOW_US - 1n }, ['NOT_SENT TOO_LATE']],
    ['to somebody who was erased', { content: null }, {}, ['NOT_SENT NO_CONTENT']],
    ['from a sender that is unknown', {}, { senderId: 'snd-9' }, ['NOT_SENT NO_CONTENT']],
    [
      'of a kind that is unknown',
      {},
      { kind: ServiceTextKind.UNRECOGNIZED },
      ['NOT_SENT NO_CONTENT'],
    ],
  ])('%s is not sent, and the log says so', async (...[, script, fields, ends]) => {
    const world = worldWith(script);
    expect(await endsOf(world, order(fields))).toEqual(ends);
    expect(world.sent).toEqual([]);
    expect(world.started).toEqual([]);
  });

  it.each<[string, Parameters<typeof worldWith>[0], string[], number]>([
    ['refused', { answers: [{ outcome: 'rejected', code: '21610' }] }, ['REJECTED 21610'], 1],
    [
      'left in doubt and found',
      {
        answers: [{ outcome: 'unknown', code: 'PROVIDER_TIMEOUT' }],
        lookup: { found: 'yes', providerMessageId: 'p-1' },
      },
      ['ACCEPTED'],
      1,
    ],
    [
      'left in doubt',
      { answers: [{ outcome: 'unknown', code: 'PROVIDER_TIMEOUT' }] },
      ['UNCERTAIN PROVIDER_TIMEOUT'],
      1,
    ],
    [
      'put off by a busy provider',
      { answers: [{ outcome: 'busy', code: 'BUSY', retryAfterMs: 1 }] },
      ['ACCEPTED'],
      2,
    ],
  ])(
    'that is %s ends as it is, and what may have arrived is not repeated',
    async (...[, script, ends, calls]) => {
      const world = worldWith(script);
      expect(await endsOf(world)).toEqual(ends);
      expect(world.sent).toHaveLength(calls);
    },
  );

  it('that an earlier process left is looked up, and never sent again', async () => {
    const world = worldWith({ lookup: { found: 'yes', providerMessageId: 'p-1' } });
    const startedAtUs = NOW_US - 61_000_000n;
    const started = { textId: 'txt-1', senderId: 'snd-1', organisationId: 'org-a', startedAtUs };
    world.texts.noteStarted(
      { ...started, recipient: 'ana', kind: 1, textSha256: Buffer.alloc(0) },
      '0',
    );
    world.texts.wake();
    await world.texts.drain();
    expect(world.sent).toEqual([]);
    expect(world.finished).toMatchObject([{ outcome: 'ACCEPTED', code: 'INTERRUPTED' }]);
  });
});
