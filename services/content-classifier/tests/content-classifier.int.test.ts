import { randomBytes } from 'node:crypto';
import {
  ClassifierServiceDefinition,
  type ClassifyTextRequest,
  Disposition,
} from '@hustings/contracts/classifier';
import { type ServerProcess, startNats } from '@hustings/dev-env';
import { connectEventLog, type EventLog, installStreams, subjectsOf } from '@hustings/event-log';
import { Clients, connectNats } from '@hustings/service-kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startContentClassifier } from '../src/index.ts';

const TOKENS = {
  internalToken: randomBytes(24).toString('base64url'),
  operatorToken: randomBytes(24).toString('base64url'),
};
const BODY =
  'este sábado nos vemos en la plaza mayor para hablar de sanidad, vivienda y transporte con todo el barrio';

const clients = new Clients();
let nats: ServerProcess;
let log: EventLog;
let closeConnection: () => Promise<void>;
let replicas: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  nats = await startNats();
  const connection = await connectNats(nats.url, 'test');
  closeConnection = () => connection.close();
  await installStreams(connection, { partitions: 1, gates: 4, replicas: 1 });
  log = await connectEventLog(connection);
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  replicas = [];
});
afterAll(async () => {
  clients.close();
  await closeConnection();
  await nats.stop();
});

async function startReplica(maxFamilies?: number) {
  const replica = await startContentClassifier(
    { natsUrl: nats.url, listenAddress: '127.0.0.1:0', logLevel: 'silent', ...TOKENS },
    maxFamilies === undefined ? {} : { maxFamilies },
  );
  replicas.push(replica);
  return clientOf(replica.address, TOKENS.internalToken);
}

function clientOf(address: string, token: string) {
  const client = clients.create(ClassifierServiceDefinition, { address, token });
  return {
    address,
    classify: (text: string, fields: Partial<ClassifyTextRequest> = {}) =>
      client.classifyText({
        organisationId: 'org-a',
        senderId: 'snd-a',
        text,
        links: [],
        organisationHosts: ['party.example'],
        personalParts: [],
        ...fields,
      }),
  };
}

async function countOpenings(): Promise<number> {
  const until = await log.lastSeq('0');
  const subjects = [subjectsOf('0', 'classifier', 'family')];
  const { signal } = new AbortController();
  let count = 0;
  if (until === 0) return count;
  for await (const entry of log.follow({ partition: '0', after: 0, until, subjects, signal })) {
    if (!('fault' in entry)) count += entry.commit.events.length;
  }
  return count;
}

describe('families', () => {
  it('are shared by the personalised texts of one mailing and stand in the log once', async () => {
    const { classify } = await startReplica();
    const before = await countOpenings();
    const first = await classify(`Hola Ana, ${BODY}`, { personalParts: ['Ana'] });
    const second = await classify(`Hola José, ${BODY} 👍`, { personalParts: ['José'] });
    const third = await classify(`Kaixo Iker, ${BODY}. Un abrazo`);
    expect(first.familyId).toMatch(/^fam-[0-9a-f]{24}$/);
    expect(second.familyId).toBe(first.familyId);
    expect(second.templateFingerprint).toBe(first.templateFingerprint);
    expect(third.familyId).toBe(first.familyId);
    expect(third.templateFingerprint).not.toBe(first.templateFingerprint);
    expect(await countOpenings()).toBe(before + 1);
  });

  it('are the same after a restart, and so is the whole verdict', async () => {
    const texts = [`Hola Ana, ${BODY}`, 'Otra cosa muy distinta: se busca apoderado para la mesa'];
    const before = await startReplica();
    const verdicts = await Promise.all(texts.map((text) => before.classify(text)));
    await replicas.pop()?.stop();
    const after = await startReplica();
    const again = await Promise.all(texts.map((text) => after.classify(text)));
    expect(again).toEqual(verdicts);
  });

  it('are the same in two replicas that meet the same new texts at the same moment', async () => {
    const [one, two] = await Promise.all([startReplica(), startReplica()]);
    const texts = Array.from({ length: 12 }, (_, i) => `${randomWords(i)} ${randomWords(i + 100)}`);
    const answers = await Promise.all(
      texts.flatMap((text) => [
        one.classify(`Hola Ana, ${text}`),
        two.classify(`Querida Begoña, ${text}, ¡gracias!`),
      ]),
    );
    const settled = await Promise.all(texts.map((text) => one.classify(`Hola Ana, ${text}`)));
    for (const [i, { familyId }] of settled.entries()) {
      expect(answers[2 * i]?.familyId).toBe(familyId);
      expect(answers[2 * i + 1]?.familyId).toBe(familyId);
    }
    expect(new Set(settled.map(({ familyId }) => familyId)).size).toBe(texts.length);
  });

  it('that were forgotten for want of room are opened again under the same id', async () => {
    const { classify } = await startReplica(2);
    const texts = [1, 2, 3].map((i) => `${randomWords(i + 200)} ${randomWords(i + 300)}`);
    const first: string[] = [];
    for (const text of texts) first.push((await classify(text)).familyId);
    const before = await countOpenings();
    const again: string[] = [];
    for (const text of texts) again.push((await classify(text)).familyId);
    expect(again).toEqual(first);
    expect(await countOpenings()).toBe(before + texts.length);
  });
});

describe('an answer', () => {
  it('says what was found, how strongly, and what to do', async () => {
    const { classify } = await startReplica();
    const verdict = await classify(BODY, {
      links: [{ shown: 'party.example', targetUrl: 'https://evil.test/vote' }],
    });
    expect(verdict).toMatchObject({
      version: expect.stringMatching(/^1-[0-9a-f]{12}$/),
      disposition: Disposition.DISPOSITION_REVIEW,
      findings: [
        {
          code: 'LINK_MISMATCH',
          score: 0.9,
          explanation: 'The link shows "party.example", but leads to "evil.test".',
        },
        { code: 'LINK_UNDECLARED_HOST' },
      ],
    });
    const blocked = await classify(BODY, { links: [{ shown: 'x', targetUrl: 'javascript:x' }] });
    expect(blocked.disposition).toBe(Disposition.DISPOSITION_BLOCK);
    expect((await classify(BODY)).disposition).toBe(Disposition.DISPOSITION_ALLOW);
  });

  it.each([
    ['a text over the limit', { text: 'a'.repeat(4_097) }, 'text'],
    [
      'too many links',
      { links: Array(33).fill({ shown: '', targetUrl: 'https://a.test' }) },
      'links',
    ],
    ['an endless link', { links: [{ shown: 'x'.repeat(2_049), targetUrl: '' }] }, 'links'],
    ['too many hosts', { organisationHosts: Array(1_001).fill('a.test') }, 'organisation_hosts'],
    ['an endless host', { organisationHosts: ['a'.repeat(254)] }, 'organisation_hosts'],
    ['too many personal parts', { personalParts: Array(65).fill('a') }, 'personal_parts'],
    ['an endless personal part', { personalParts: ['a'.repeat(257)] }, 'personal_parts'],
  ])('to %s is a refusal that names the field', async (...[, fields, field]) => {
    const { classify } = await startReplica();
    await expect(classify(BODY, fields as Partial<ClassifyTextRequest>)).rejects.toMatchObject({
      reason: 'REQUEST_TOO_LARGE',
      violations: [{ field }],
    });
  });

  it('is for services and staff only', async () => {
    const { address } = await startReplica();
    await expect(clientOf(address, 'nobody.knows-this').classify(BODY)).rejects.toMatchObject({
      reason: 'CREDENTIAL_INVALID',
    });
    await expect(clientOf(address, TOKENS.operatorToken).classify(BODY)).resolves.toBeTruthy();
  });
});

/** A sentence of made-up words that resembles no other seed's. */
function randomWords(seed: number): string {
  let state = seed + 1;
  const next = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state >>> 8;
  };
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const word = (): string => Array.from({ length: 7 }, () => letters[next() % 26]).join('');
  return Array.from({ length: 10 }, word).join(' ');
}
