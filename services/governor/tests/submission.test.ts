import type {
  SendResult,
  SendStreamRequest,
  SendStreamResponse,
} from '@hustings/contracts/governor';
import {
  Decision,
  OutboundMessage,
  SendResult as SendResultCodec,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import type { StreamReader, StreamReply } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { CommitRoom } from '../src/app/commit-room.ts';
import { Submission, type WaitingCall } from '../src/app/group.ts';
import type { SubmissionEnd, SubmissionRequest } from '../src/app/submit-messages.ts';
import { groupSize } from '../src/app/take-group.ts';
import { sendStreamMethod } from '../src/rpc/send.ts';

function resultOf(idempotencyKey: string): SendResult {
  return SendResultCodec.fromPartial({ idempotencyKey });
}

describe('a submission', () => {
  it('is answered once all of it is decided, in its own order', () => {
    const answer = vi.fn<(results: SendResult[]) => void>();
    const submission = new Submission(2, { answer, fail: () => undefined });
    submission.settle(1, resultOf('b'));
    expect(answer).not.toHaveBeenCalled();
    submission.settle(0, resultOf('a'));
    expect(answer).toHaveBeenCalledExactlyOnceWith([resultOf('a'), resultOf('b')]);
  });

  it('fails once, and is not answered afterwards', () => {
    const answer = vi.fn<(results: SendResult[]) => void>();
    const fail = vi.fn<(error: Error) => void>();
    const submission = new Submission(2, { answer, fail });
    submission.settle(0, resultOf('a'));
    submission.fail(new Error('first'));
    submission.fail(new Error('second'));
    submission.settle(1, resultOf('b'));
    expect(answer).not.toHaveBeenCalled();
    expect(fail).toHaveBeenCalledExactlyOnceWith(new Error('first'));
  });
});

describe('a group', () => {
  const callOf = (characters: number): WaitingCall =>
    ({
      message: {
        ...Decision.fromPartial({ messageId: 'x'.repeat(36), verdict: undefined }),
        content: { text: 'x'.repeat(characters), links: [] },
      },
    }) as unknown as WaitingCall;

  it.for<[string, number, number, number]>([
    ['all that wait', 5, 100, 5],
    ['no more than 512', 600, 100, 512],
    ['as many long texts as one stored message holds', 256, 4_096, 61],
    ['one, however long', 2, 500_000, 1],
    ['none when none waits', 0, 0, 0],
  ])('takes %s', ([, waiting, characters, taken]) => {
    const queue = Array.from({ length: waiting }, () => callOf(characters));
    expect(groupSize(queue, new CommitRoom())).toBe(taken);
  });
});

/** A stream before a router that decides when the test says so, and a network that takes answers when the test says so. */
class StreamRig {
  readonly waiting: { request: SubmissionRequest; end: SubmissionEnd }[] = [];
  readonly written: SendStreamResponse[] = [];
  readonly reader: StreamReader<SendStreamRequest>;
  reads = 0;
  ended = false;
  failure: unknown = null;
  readonly #unsent: (() => void)[] = [];

  constructor() {
    const method = sendStreamMethod({
      submit: (request, end) => this.waiting.push({ request, end }),
    });
    this.reader = method.open(this.#reply());
  }

  /** Sends frames for as long as the stream reads; returns how many it took. */
  fill(perFrame: number): number {
    let frames = 0;
    for (; frames < this.reads; frames++) this.reader.takeFrame({ messages: messagesOf(perFrame) });
    return frames;
  }

  decideAll(): void {
    for (const { request, end } of this.waiting.splice(0)) {
      end.answer(request.messages.map(({ idempotencyKey }) => resultOf(idempotencyKey)));
    }
  }

  takeAnswers(): void {
    for (const sent of this.#unsent.splice(0)) sent();
  }

  #reply(): StreamReply<SendStreamResponse> {
    return {
      principal: {
        kind: 'credential',
        credentialId: 'crd-1',
        roles: [Role.ROLE_TOOL],
        organisationId: 'org-1',
        intermediaryId: 'int-1',
      },
      readNext: () => {
        this.reads += 1;
      },
      write: (response, onSent) => {
        this.written.push(response);
        this.#unsent.push(onSent);
      },
      end: () => {
        this.ended = true;
      },
      fail: (error) => {
        this.failure = error;
      },
    };
  }
}

function messagesOf(count: number): OutboundMessage[] {
  return Array.from({ length: count }, (_, index) =>
    OutboundMessage.fromPartial({
      idempotencyKey: `k-${index}`,
      senderId: 'snd-1',
      campaignId: 'cmp-1',
      to: '+34610000001',
      text: 'Hola',
    }),
  );
}

describe('a stream', () => {
  it('is not read on while 4,096 messages are undecided, and is afterwards', () => {
    const rig = new StreamRig();
    expect(rig.fill(256)).toBe(16);
    rig.decideAll();
    expect(rig.written).toHaveLength(16);
    expect(rig.reads).toBe(17);
  });

  it('is not read on while its answers are not taken, and is afterwards', () => {
    const rig = new StreamRig();
    for (let frames = 0; frames < rig.reads; frames++) {
      rig.reader.takeFrame({ messages: messagesOf(1) });
      rig.decideAll();
    }
    // The frame after the 64th answer was asked for before.
    expect(rig.written).toHaveLength(65);
    expect(rig.reads).toBe(65);
    rig.takeAnswers();
    expect(rig.reads).toBe(66);
  });

  it('ends when the client has, and everything is answered', () => {
    const rig = new StreamRig();
    rig.reader.takeFrame({ messages: messagesOf(3) });
    rig.reader.takeEnd();
    expect(rig.ended).toBe(false);
    rig.decideAll();
    expect(rig.written.map(({ results }) => results.length)).toEqual([3]);
    expect(rig.ended).toBe(true);
  });

  it('fails when one of its messages could not be decided', () => {
    const rig = new StreamRig();
    rig.reader.takeFrame({ messages: messagesOf(1) });
    const failure = new Error('the log is away');
    rig.waiting[0]?.end.fail(failure);
    expect(rig.failure).toBe(failure);
  });

  it('takes no frame of more than 256 messages', () => {
    const rig = new StreamRig();
    expect(() => rig.reader.takeFrame({ messages: messagesOf(257) })).toThrow('at most 256');
  });
});
