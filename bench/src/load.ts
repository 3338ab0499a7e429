import { createHistogram } from 'node:perf_hooks';
import { credentials, Metadata } from '@grpc/grpc-js';
import {
  DeliveryMode,
  OutboundMessage,
  Outcome,
  Priority,
  type SendStreamResponse,
} from '@hustings/contracts/governor';
import { type BareClient, connectBare } from './wire.ts';

/** What the load process is told to do. */
export interface LoadOrder {
  address: string;
  token: string;
  senderId: string;
  campaignId: string;
  kind: 'unary' | 'stream';
  /** Calls, or frames, in flight. */
  inFlight: number;
  /** Messages a frame; 1 for unary. */
  perFrame: number;
  seconds: number;
  /** Makes the idempotency keys of this run its own. */
  run: string;
}

/** What it saw. */
export interface LoadResult {
  messagesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Messages that were neither released nor queued. */
  notAccepted: number;
}

/** People who are written to in turn: their keys are made in the warm-up. */
const RECIPIENTS = 2_000;
const NAMES = ['Ana', 'Íñigo', 'Begoña', 'Joan', 'María José', 'Zoë', 'Núria', 'Ángel'];

let order: LoadOrder;
let next = 0;
let accepted = 0;
let notAccepted = 0;
const latency = createHistogram();

function nextMessage(): OutboundMessage {
  const index = next++;
  const name = NAMES[index % NAMES.length] ?? '';
  return OutboundMessage.fromPartial({
    idempotencyKey: `${order.run}-${index}`,
    senderId: order.senderId,
    campaignId: order.campaignId,
    to: `+346${String(10_000_000 + (index % RECIPIENTS))}`,
    text: `Hola ${name}: el domingo es la votación y tu mesa está en el colegio de siempre. BAJA para no recibir más.`,
    personalParts: [name],
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE,
  });
}

function count(outcome: Outcome | undefined): void {
  if (outcome === Outcome.OUTCOME_RELEASED || outcome === Outcome.OUTCOME_QUEUED) accepted += 1;
  else notAccepted += 1;
}

async function runUnary(client: BareClient, metadata: Metadata, deadline: number): Promise<void> {
  const callOnce = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const startedMs = performance.now();
      client.send({ message: nextMessage() }, metadata, (error, response) => {
        if (error) return reject(error);
        latency.record(Math.max(1, Math.round((performance.now() - startedMs) * 1000)));
        count(response?.result?.outcome);
        resolve();
      });
    });
  const worker = async (): Promise<void> => {
    while (performance.now() < deadline) await callOnce();
  };
  await Promise.all(Array.from({ length: order.inFlight }, worker));
}

function runStream(client: BareClient, metadata: Metadata, deadline: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = client.sendStream(metadata);
    const sentMs: number[] = [];
    const sendFrame = (): void => {
      sentMs.push(performance.now());
      stream.write({ messages: Array.from({ length: order.perFrame }, nextMessage) });
    };
    let open = order.inFlight;
    stream.on('data', ({ results }: SendStreamResponse) => {
      const startedMs = sentMs.shift() ?? 0;
      latency.record(Math.max(1, Math.round((performance.now() - startedMs) * 1000)));
      for (const { outcome } of results) count(outcome);
      if (performance.now() < deadline) return sendFrame();
      open -= 1;
      if (open === 0) stream.end();
    });
    stream.on('error', reject);
    stream.on('end', resolve);
    for (let frame = 0; frame < order.inFlight; frame++) sendFrame();
  });
}

async function carryOut(): Promise<LoadResult> {
  const client = connectBare(order.address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${order.token}`);
  const startedMs = performance.now();
  const deadline = startedMs + order.seconds * 1000;
  if (order.kind === 'unary') await runUnary(client, metadata, deadline);
  else await runStream(client, metadata, deadline);
  const seconds = (performance.now() - startedMs) / 1000;
  client.close();
  return {
    messagesPerSecond: Math.round((accepted + notAccepted) / seconds),
    p50Ms: latency.percentile(50) / 1000,
    p99Ms: latency.percentile(99) / 1000,
    notAccepted,
  };
}

process.once('message', (message: LoadOrder) => {
  order = message;
  carryOut()
    .then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ failure: String(error) }),
    )
    .finally(() => process.disconnect());
});
