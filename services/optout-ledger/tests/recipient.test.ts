import { LiftCause, LinkKind, Scope, Source } from '@hustings/contracts/optout';
import { given } from '@hustings/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VoidReason } from '../src/domain/decide-identity.ts';
import {
  type OptIn,
  type OptOut,
  type RecipientCommand,
  type RecipientEvent,
  recipientDecider,
} from '../src/domain/recipient.ts';

const RECIPIENT = 'Zm9vYmFyYmF6cXV4MTIzNA';

function optOut(fields: Partial<OptOut> = {}): OptOut {
  return {
    type: 'OptOut',
    recipient: RECIPIENT,
    organisationId: 'org-a',
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_REPLY,
    inboundId: 'in-1',
    tier: 'T1',
    ruleId: 'exact:es:baja',
    dataVersion: '1:2026-11-21',
    provisional: false,
    receivedAtUs: 1_000n,
    ...fields,
  };
}

function optIn(fields: Partial<OptIn> = {}): OptIn {
  return {
    type: 'OptIn',
    recipient: RECIPIENT,
    organisationId: 'org-a',
    inboundId: 'in-2',
    ruleId: 'start:es:alta',
    receivedAtUs: 2_000n,
    ...fields,
  };
}

function optedOut(fields: Partial<OptOut> = {}): RecipientEvent {
  const { inboundId, provisional, ...rest } = optOut(fields);
  return {
    ground: provisional ? `hit:${inboundId}` : '',
    contentSeq: 0n,
    normalFormDigest: '',
    language: '',
    senderId: '',
    linkedFrom: '',
    proof: '',
    ...rest,
    inboundId,
    provisional,
    type: 'OptedOut',
  };
}

function optedIn(fields: Partial<OptIn> = {}): RecipientEvent {
  const lifted = { cause: LiftCause.LIFT_CAUSE_OWN_REPLY, ground: '', note: '' };
  const scope = { scope: Scope.SCOPE_ORGANISATION, scopeId: '' };
  return { ...optIn(fields), ...lifted, ...scope, type: 'OptedIn' };
}

const control = { source: Source.SOURCE_PROVIDER, ground: 'control:1:snd-1', inboundId: '' };
const onBehalf = { source: Source.SOURCE_ON_BEHALF, inboundId: '', tier: '', ruleId: '' };

describe('a request is recorded', () => {
  it.each<[string, RecipientEvent[], RecipientCommand, RecipientEvent]>([
    ['the first one', [], optOut(), optedOut()],
    [
      'for one sender',
      [],
      optOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' }),
      optedOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' }),
    ],
    [
      'for all political senders',
      [],
      optOut({ scope: Scope.SCOPE_ALL_POLITICAL }),
      optedOut({ scope: Scope.SCOPE_ALL_POLITICAL }),
    ],
    ['on behalf of the person', [], optOut(onBehalf), optedOut(onBehalf)],
    [
      'a second reply, as proof',
      [optedOut()],
      optOut({ inboundId: 'in-9' }),
      optedOut({ inboundId: 'in-9' }),
    ],
    [
      'a clear one after a doubtful one',
      [optedOut({ provisional: true })],
      optOut(onBehalf),
      optedOut(onBehalf),
    ],
    [
      'a wider one beside a narrow one',
      [optedOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' })],
      optOut(onBehalf),
      optedOut(onBehalf),
    ],
    [
      'a reply after a start word',
      [optedIn()],
      optOut({ receivedAtUs: 2_001n }),
      optedOut({ receivedAtUs: 2_001n }),
    ],
    [
      'a reply in the same microsecond as a start word',
      [optedIn()],
      optOut({ receivedAtUs: 2_000n }),
      optedOut({ receivedAtUs: 2_000n }),
    ],
    ['a start word after an opt-out by reply', [optedOut()], optIn(), optedIn()],
    ['a start word after what staff recorded', [optedOut(onBehalf)], optIn(), optedIn()],
    ['a start word when nothing stands', [], optIn(), optedIn()],
  ])('%s', (...[, events, command, expected]) => {
    expect(given(recipientDecider, events).when(command)).toEqual({ events: [expected] });
  });
});

describe('a repetition changes nothing', () => {
  it.each<[string, RecipientEvent[], RecipientCommand]>([
    ['the same inbound message', [optedOut()], optOut()],
    [
      'the same inbound message after a start word',
      [optedOut(), optedIn()],
      optOut({ receivedAtUs: 9_000n }),
    ],
    ['the same start word', [optedOut(), optedIn()], optIn({ receivedAtUs: 9_000n })],
    ['a request on behalf when one stands', [optedOut()], optOut(onBehalf)],
    [
      'a doubtful one without a message when a clear one stands',
      [optedOut()],
      optOut({ ...onBehalf, provisional: true }),
    ],
  ])('%s', (_, events, command) => {
    expect(given(recipientDecider, events).when(command)).toEqual({ events: [] });
  });
});

describe('a request is refused', () => {
  const narrow = Array.from({ length: 64 }, (_, i) =>
    optedOut({ scope: Scope.SCOPE_SENDER, scopeId: `snd-${i}`, inboundId: `in-${i}` }),
  );

  it.each<[string, RecipientEvent[], RecipientCommand, object]>([
    ['without a scope', [], optOut({ scope: Scope.SCOPE_UNSPECIFIED }), { reason: 'ScopeMissing' }],
    [
      'with an unknown scope',
      [],
      optOut({ scope: Scope.UNRECOGNIZED }),
      { reason: 'ScopeMissing' },
    ],
    [
      'without a source',
      [],
      optOut({ source: Source.SOURCE_UNSPECIFIED }),
      { reason: 'SourceMissing' },
    ],
    [
      'for a sender that is not named',
      [],
      optOut({ scope: Scope.SCOPE_SENDER }),
      { reason: 'ScopeIdMismatch' },
    ],
    [
      'for a campaign that is not named',
      [],
      optOut({ scope: Scope.SCOPE_CAMPAIGN }),
      { reason: 'ScopeIdMismatch' },
    ],
    [
      'for the organisation with a sender named',
      [],
      optOut({ scopeId: 'snd-1' }),
      { reason: 'ScopeIdMismatch' },
    ],
    [
      'when a later start word is known',
      [optedIn()],
      optOut({ receivedAtUs: 1_999n }),
      { reason: 'LaterRequestStands' },
    ],
    [
      'a start word before the opt-out',
      [optedOut()],
      optIn({ receivedAtUs: 999n }),
      { reason: 'LaterRequestStands' },
    ],
    [
      'a start word at the time of the opt-out',
      [optedOut()],
      optIn({ receivedAtUs: 1_000n }),
      { reason: 'LaterRequestStands' },
    ],
    [
      'a start word for what a control at the provider has set',
      [optedOut(control)],
      optIn(),
      { reason: 'ControlStands' },
    ],
  ])('%s', (...[, events, command, rejected]) => {
    expect(given(recipientDecider, events).when(command)).toEqual({ rejected });
  });

  it('never for being one too many: the sixty-fifth sender means the organisation', () => {
    const command = optOut({ scope: Scope.SCOPE_SENDER, scopeId: 'snd-64', inboundId: 'in-64' });
    expect(given(recipientDecider, narrow).when(command)).toEqual({
      events: [optedOut({ scope: Scope.SCOPE_ORGANISATION, inboundId: 'in-64' })],
    });
  });
});

describe('the state', () => {
  it('keeps a doubtful opt-out in force and marks it until a clear one comes', () => {
    const doubtful = given(recipientDecider, [optedOut({ provisional: true })]);
    expect(doubtful.state().standing).toMatchObject([
      { grounds: [{ key: 'hit:in-1', provisional: true }] },
    ]);
    const clear = given(recipientDecider, [optedOut({ provisional: true }), optedOut(onBehalf)]);
    expect(clear.state().standing).toMatchObject([
      { grounds: [{ key: '', provisional: false, sinceUs: 1_000 }] },
    ]);
  });

  it('a start word lifts the organisation and leaves a narrower opt-out in force', () => {
    const sender = { scope: Scope.SCOPE_SENDER, scopeId: 'snd-1', inboundId: 'in-0' };
    const { standing } = given(recipientDecider, [optedOut(sender), optedOut(), optedIn()]).state();
    expect(standing).toMatchObject([{ scope: Scope.SCOPE_SENDER, scopeId: 'snd-1' }]);
  });

  it('remembers a bounded number of inbound messages', () => {
    const many = Array.from({ length: 100 }, (_, i) => optedOut({ inboundId: `in-${i}` }));
    const { inboundIds } = given(recipientDecider, many).state();
    expect(inboundIds).toHaveLength(32);
    expect(inboundIds.at(-1)).toBe('in-99');
  });

  it('is plain JSON', () => {
    const state = given(recipientDecider, [optedOut(), optedIn()]).state();
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('a person who is known under another number as well', () => {
  const linked: RecipientCommand = {
    type: 'LinkIdentity',
    ...{ recipient: RECIPIENT, organisationId: 'org-a', other: 'new-number', proof: 'p', atUs: 5n },
    ...{ kind: LinkKind.LINK_KIND_NUMBER_CHANGED, left: true },
  };

  it.each<[VoidReason | null, number]>([
    [null, 1],
    ['NUMBER_CHANGED', 1],
    ['NUMBER_REASSIGNED', 0],
    ['WRONG_NUMBER', 0],
  ])('is found from the number that was left, but not from one of somebody else: %s', (...row) => {
    const [reason, links] = row;
    const outcome = given(recipientDecider, []).when(linked);
    const events = 'events' in outcome ? [...outcome.events] : [];
    const at = { recipient: RECIPIENT, organisationId: 'org-a', atUs: 6n };
    if (reason !== null) events.push({ type: 'ConsentVoided', ...at, reason });
    expect(given(recipientDecider, events).state().links).toHaveLength(links);
  });
});

describe('replies that arrive in any order, some of them twice', () => {
  const reply = fc.record({ stop: fc.boolean(), atUs: fc.integer({ min: 1, max: 6 }) });

  it('end as the latest one says, and the opt-out wins a tie', () => {
    fc.assert(
      fc.property(
        fc.array(reply, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (replies, repeats) => {
          const order = [...replies.keys(), ...repeats.map((n) => n % replies.length)];
          const events: RecipientEvent[] = [];
          for (const index of order) {
            const { stop, atUs } = replies[index] ?? { stop: true, atUs: 1 };
            const fields = { inboundId: `in-${index}`, receivedAtUs: BigInt(atUs) };
            const command = stop ? optOut(fields) : optIn(fields);
            const outcome = given(recipientDecider, events).when(command);
            if ('events' in outcome) events.push(...outcome.events);
          }
          const latestUs = Math.max(...replies.map((each) => each.atUs));
          const stopped = replies.some((each) => each.stop && each.atUs === latestUs);
          expect(given(recipientDecider, events).state().standing).toHaveLength(stopped ? 1 : 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
