import { ReplyTaken } from '@hustings/contracts/optout';
import { describe, expect, it } from 'vitest';
import { resumeAct } from '../src/app/carry-out.ts';
import { handleReply } from '../src/app/handle-reply.ts';
import { recipientOf } from '../src/app/ledger.ts';
import { linkIdentities } from '../src/app/link-identities.ts';
import { MemoryLedger, ORGANISATION } from './support/memory-ledger.ts';

const WRITER = '+34600000001';
const OTHER = '+34600000002';
/** More steps than any of the acts has. */
const STEPS = 14;

async function replyTo(memory: MemoryLedger, text: string, inboundId = 'in-1') {
  const { ledger } = memory;
  const own = recipientOf(ledger, ORGANISATION, WRITER);
  const everywhere = ledger.vault.allPoliticalPseudonym(WRITER);
  const content = { id: inboundId, address: WRITER, text };
  return {
    inboundId,
    address: WRITER,
    senderId: 'snd-a',
    organisationId: ORGANISATION,
    text,
    locale: '',
    contentSeq: BigInt(await ledger.sealed.seal(own, everywhere, content)),
    receivedAtUs: memory.nowUs,
  };
}

function link(memory: MemoryLedger) {
  return linkIdentities(memory.ledger, {
    first: recipientOf(memory.ledger, ORGANISATION, WRITER),
    second: recipientOf(memory.ledger, ORGANISATION, OTHER),
    kind: 1,
    proof: 'declared',
    actor: { kind: 1, id: 'test' },
  });
}

/** The act as the log shows it after a crash, gone on with by whoever reads it. */
async function resumeFromLog(memory: MemoryLedger): Promise<void> {
  for (const { commit } of await memory.entries()) {
    for (const { eventType, data } of commit.events) {
      if (eventType === 'optout.ReplyTaken.v1') {
        await resumeAct(memory.ledger, ReplyTaken.decode(data));
      }
    }
  }
}

function countOf(types: string[], type: string): number {
  return types.filter((each) => each === `optout.${type}.v1`).length;
}

describe.each([
  ['the provider repeats the reply', false],
  ['somebody reads the log', true],
])('an opt-out that is cut short, gone on with because %s', (_, fromLog) => {
  const cases = Array.from({ length: STEPS }, (__, step) => [step, false] as const);
  const both = [...cases, ...cases.map(([step]) => [step, true] as const)];

  it.each(both)('at step %i, after it: %s, is in force and answered once', async (step, after) => {
    const memory = new MemoryLedger();
    await link(memory);
    const reply = await replyTo(memory, 'BAJA');
    memory.crashAt(step, after);
    const done = await memory.survives(() => handleReply(memory.ledger, reply));
    const wasTaken = (await memory.eventTypes()).includes('optout.ReplyTaken.v1');
    if (fromLog && wasTaken) await resumeFromLog(memory);
    else await handleReply(memory.ledger, reply);
    // Once more, whatever has happened: a step that is taken twice counts once.
    await handleReply(memory.ledger, reply);
    await resumeFromLog(memory);

    const types = await memory.eventTypes();
    expect(countOf(types, 'OptedOut')).toBe(2);
    expect(countOf(types, 'OptOutEffective')).toBe(1);
    expect(countOf(types, 'ServiceTextOrdered')).toBe(1);
    expect(countOf(types, 'ServiceTextOmitted')).toBe(0);
    const order = ['OptedOut', 'OptOutEffective', 'ServiceTextOrdered'];
    const places = order.map((type) => types.lastIndexOf(`optout.${type}.v1`));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(await memory.isRefusedAtGate(WRITER)).toBe(true);
    expect(await memory.isRefusedAtGate(OTHER)).toBe(true);
    if (step >= STEPS - 1) expect(done).toBe(true);
  });
});

describe('a link that is cut short', () => {
  const cases = Array.from({ length: STEPS }, (_, step) => [step] as const);

  it.each(cases)('at step %i holds for both once it is repeated', async (step) => {
    const memory = new MemoryLedger();
    await handleReply(memory.ledger, await replyTo(memory, 'STOP'));
    memory.crashAt(step, false);
    await memory.survives(() => link(memory));
    const linked = await link(memory);
    expect(linked.ok).toBe(true);
    expect(await memory.isRefusedAtGate(OTHER)).toBe(true);
    const types = await memory.eventTypes();
    expect(countOf(types, 'IdentityLinked')).toBe(2);
    expect(countOf(types, 'LinkCompleted')).toBe(1);
  });
});

describe('the same reply at the same time', () => {
  it('from several webhooks is one opt-out with one answer', async () => {
    const memory = new MemoryLedger();
    const reply = await replyTo(memory, 'STOP');
    await Promise.all([1, 2, 3, 4].map(() => handleReply(memory.ledger, reply)));
    const types = await memory.eventTypes();
    expect(countOf(types, 'OptedOut')).toBe(1);
    expect(countOf(types, 'ServiceTextOrdered')).toBe(1);
  });
});

describe('a reply in bad shape', () => {
  const stop = 'STOP';
  it.each([
    ['of 100 kB with the request at its end', `${'x '.repeat(50_000)} please stop texting me`],
    ['of 100 kB with the request at its start', `stop texting me ${'y '.repeat(50_000)}`],
    ['with zero-width characters', [...stop].join('\u200b')],
    ['with directions turned round', `\u202e${stop}\u202c`],
    ['in look-alike letters', 'S\u0422\u041e\u0420'],
    ['with half a surrogate pair', `${stop} \ud83d`],
    ['with bytes that were no UTF-8', `\ufffd\ufffd ${stop}`],
    ['in full-width letters', '\uff33\uff34\uff2f\uff30'],
  ])('%s suppresses', async (_, text) => {
    const memory = new MemoryLedger();
    await handleReply(memory.ledger, await replyTo(memory, text));
    expect(await memory.isRefusedAtGate(WRITER)).toBe(true);
  });
});
