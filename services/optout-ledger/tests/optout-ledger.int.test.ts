import { OptedOut, Recognition, Scope, Source } from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { gateSubject, type LogEntry } from '@hustings/event-log';
import { gateOf } from '@hustings/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';

const ORGANISATION = 'org-a';
let world: LedgerWorld;
let inbound = 0;

beforeAll(async () => {
  world = await LedgerWorld.create();
});
afterAll(async () => {
  await world.close();
});

function reply(fields: { address: string; text: string; inboundId?: string; atUs?: bigint }) {
  inbound += 1;
  return world.client().handleReply({
    inboundId: fields.inboundId ?? `in-${inbound}`,
    address: fields.address,
    senderId: 'snd-a',
    organisationId: ORGANISATION,
    text: fields.text,
    locale: '',
    receivedAt: timestampFromUs(fields.atUs ?? 1_000_000n + BigInt(inbound)),
  });
}

async function suppressionsOf(address: string, organisationId = ORGANISATION) {
  const { suppressions } = await world.client().getSuppression({ address, organisationId });
  return suppressions;
}

async function optOutsOf(partition: string, recipient: string): Promise<LogEntry[]> {
  const entries = await world.entries(partition);
  return entries.filter((entry) => entry.subject.endsWith(recipient));
}

describe('an opt-out on behalf of the recipient', () => {
  it('is in the log, with a marker on the organisation’s gate, when the call returns', async () => {
    const gate = gateOf(ORGANISATION, world.log.layout);
    const before = await world.log.lastGateSeq('0', gate);
    const answer = await world.client(world.operatorToken).optOut({
      address: freshAddress(),
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_ORGANISATION,
      source: Source.SOURCE_ON_BEHALF,
    });
    expect(answer).toMatchObject({ partition: '0', already: false });
    expect(answer.effectiveAfterUs).toBeGreaterThan(0n);
    const [entry] = await optOutsOf('0', answer.recipient);
    expect(entry?.seq).toBe(Number(answer.seq));
    expect(entry?.subject).toBe(`hustings.evt.0.optout.recipient.org-a-${answer.recipient}`);
    expect(await world.log.lastGateSeq('0', gate)).toBeGreaterThan(before);
    const marker = (await world.entries('0')).findLast(
      (each) => each.subject === gateSubject('0', gate),
    );
    expect(marker?.commit.organisationId).toBe(ORGANISATION);
  });

  it('stands already when it is repeated, under the same sequence', async () => {
    const address = freshAddress();
    const request = {
      address,
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_CAMPAIGN,
      scopeId: 'cmp-1',
      source: Source.SOURCE_IMPORT,
    };
    const first = await world.client().optOut(request);
    const second = await world.client().optOut(request);
    expect(second).toMatchObject({ seq: first.seq, already: true });
  });

  it('from all political senders stands in a partition of its own, under another pseudonym', async () => {
    const address = freshAddress();
    const gate = gateOf(ORGANISATION, world.log.layout);
    const before = await world.log.lastGateSeq('0', gate);
    const wide = await world.client().optOut({
      address,
      scope: Scope.SCOPE_ALL_POLITICAL,
      source: Source.SOURCE_LINK,
    });
    expect(wide.partition).toBe('all');
    expect(await world.log.lastGateSeq('0', gate)).toBe(before);
    for (const organisationId of ['org-a', 'org-b']) {
      const { recipient, suppressions } = await world
        .client()
        .getSuppression({ address, organisationId });
      expect(recipient).not.toBe(wide.recipient);
      expect(suppressions).toMatchObject([{ scope: Scope.SCOPE_ALL_POLITICAL }]);
    }
  });
});

describe('the answer waits for everyone who lets messages out', () => {
  it('until a dispatcher has passed the opt-out, and says so when it does not', async () => {
    let position = 0;
    const dispatcher = await world.join('dispatcher', () => position);
    const address = freshAddress();
    await expect(reply({ address, text: 'BAJA', inboundId: 'in-wait' })).rejects.toMatchObject({
      reason: 'BARRIER_TIMEOUT',
      message: expect.stringContaining('stands'),
    });
    expect(await suppressionsOf(address)).toHaveLength(1);

    let answered = false;
    const repeated = reply({ address, text: 'BAJA', inboundId: 'in-wait' });
    void repeated.then(() => {
      answered = true;
    });
    await world.client().getSuppression({ address, organisationId: ORGANISATION });
    expect(answered).toBe(false);
    position = Number.MAX_SAFE_INTEGER;
    await expect(repeated).resolves.toMatchObject({
      recognition: Recognition.RECOGNITION_OPT_OUT,
    });
    await dispatcher.leave();
  });

  it('but not for a governor where the log takes none of its decisions without it: behind the marker on the gate', async () => {
    const silent = await world.join('governor', () => 0);
    const one = { address: freshAddress(), organisationId: ORGANISATION };
    try {
      await expect(reply({ ...one, text: 'BAJA' })).resolves.toMatchObject({
        recognition: Recognition.RECOGNITION_OPT_OUT,
      });
      const everybody = { ...one, organisationId: '', scope: Scope.SCOPE_ALL_POLITICAL };
      await expect(
        world.client().optOut({ ...everybody, source: Source.SOURCE_LINK }),
      ).rejects.toMatchObject({ reason: 'BARRIER_TIMEOUT' });
    } finally {
      await silent.leave();
    }
  });
});

describe('a reply', () => {
  it.each([
    ['BAJA', Recognition.RECOGNITION_OPT_OUT, 'T1', 'exact:es:baja', false],
    [
      'No quiero más mensajes, gracias',
      Recognition.RECOGNITION_OPT_OUT,
      'T3',
      'phrase:es:no quiero mas mensajes',
      false,
    ],
    ['I love your work, but stop', Recognition.RECOGNITION_PROVISIONAL, 'T5', 'core:stop', true],
  ])('%s suppresses', async (...[text, recognition, tier, ruleId, provisional]) => {
    const address = freshAddress();
    const answer = await reply({ address, text });
    expect(answer).toMatchObject({
      recognition,
      tier,
      ruleId,
      scope: Scope.SCOPE_ORGANISATION,
    });
    expect(answer.effectiveAfterUs).toBeGreaterThan(0n);
    expect(await suppressionsOf(address)).toMatchObject([
      { scope: Scope.SCOPE_ORGANISATION, source: Source.SOURCE_REPLY, provisional },
    ]);
  });

  it.each([
    ['AYUDA', Recognition.RECOGNITION_HELP],
    ['sí', Recognition.RECOGNITION_NONE],
    ['¡Nos vemos el sábado!', Recognition.RECOGNITION_NONE],
  ])('%s suppresses nothing', async (text, recognition) => {
    const address = freshAddress();
    expect(await reply({ address, text })).toMatchObject({ recognition, effectiveAfterUs: 0n });
    expect(await suppressionsOf(address)).toEqual([]);
  });

  it('that arrives again gives the same answer and records nothing', async () => {
    const address = freshAddress();
    const first = await reply({ address, text: 'STOP', inboundId: 'in-twice' });
    const before = await world.log.lastSeq('0');
    const { effectiveAfterUs, ...second } = await reply({
      address,
      text: 'STOP',
      inboundId: 'in-twice',
    });
    expect(effectiveAfterUs).toBeGreaterThan(0n);
    expect(first).toMatchObject(second);
    expect(await world.log.lastSeq('0')).toBe(before);
  });

  it('STOP ALL reaches all political senders', async () => {
    const address = freshAddress();
    expect(await reply({ address, text: 'STOP ALL' })).toMatchObject({
      scope: Scope.SCOPE_ALL_POLITICAL,
    });
    expect(await suppressionsOf(address, 'org-b')).toHaveLength(1);
  });

  it('with a start word lifts what a reply has set, and a repeated old STOP does not undo it', async () => {
    const address = freshAddress();
    await reply({ address, text: 'STOP', inboundId: 'in-old', atUs: 5_000_000n });
    expect(await reply({ address, text: 'START', atUs: 6_000_000n })).toMatchObject({
      recognition: Recognition.RECOGNITION_START,
    });
    expect(await suppressionsOf(address)).toEqual([]);
    await reply({ address, text: 'STOP', inboundId: 'in-old', atUs: 5_000_000n });
    await reply({ address, text: 'STOP', inboundId: 'in-late', atUs: 5_500_000n });
    expect(await suppressionsOf(address)).toEqual([]);
    await reply({ address, text: 'STOP', atUs: 7_000_000n });
    expect(await suppressionsOf(address)).toHaveLength(1);
  });

  it('with a start word and a date in the future does not outrank a later STOP', async () => {
    const address = freshAddress();
    await reply({ address, text: 'START', atUs: 9_000_000_000_000_000n });
    await reply({ address, text: 'STOP', atUs: 8_000_000_000_000_000n });
    expect(await suppressionsOf(address)).toHaveLength(1);
  });

  it('with a start word does not lift what the provider reported', async () => {
    const address = freshAddress();
    await world.client().optOut({
      address,
      organisationId: ORGANISATION,
      scope: Scope.SCOPE_ORGANISATION,
      source: Source.SOURCE_PROVIDER,
    });
    expect(await reply({ address, text: 'START' })).toMatchObject({
      recognition: Recognition.RECOGNITION_START,
      effectiveAfterUs: 0n,
    });
    expect(await suppressionsOf(address)).toHaveLength(1);
  });

  it('is proved in the log by rule, tier and data version, and neither number nor text stands there', async () => {
    const address = freshAddress();
    await reply({ address, text: 'Dejadme en paz ya, soy Encarna', inboundId: 'in-proof' });
    const entry = (await world.entries('0')).findLast((each) =>
      each.subject.includes('.optout.recipient.'),
    );
    const data = entry?.commit.events[0]?.data ?? new Uint8Array();
    expect(OptedOut.decode(data)).toMatchObject({
      inboundId: 'in-proof',
      tier: 'T3',
      ruleId: 'phrase:es:dejadme en paz',
      dataVersion: '1:2026-11-22+1',
    });
    const raw = Buffer.from(entry?.raw ?? []).toString('latin1') + (entry?.subject ?? '');
    expect(raw).not.toContain(address.slice(1));
    expect(raw).not.toContain('Encarna');
  });
});
