import { once } from 'node:events';
import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { commandsOf, type GroupCommands } from './raw-commands.ts';
import { nextMessages, type RawMessage, recordGroup, sealGroup } from './raw-group.ts';
import { CONTENT, DECISIONS, type RawOrder, type RawReport } from './raw-order.ts';
import { RawRedis } from './raw-redis.ts';

/** A group whose commands are written already: that costs a governor something, too, and is left out here. */
interface Prepared {
  messages: RawMessage[];
  commands: GroupCommands;
}

interface Targets {
  js: JetStreamClient;
  redis: RawRedis;
}

/** What no governed message can go without, in the order in which it has to happen, and nothing else. */
async function sendGroup(
  { js, redis }: Targets,
  { messages, commands }: Prepared,
): Promise<{ decisionBytes: number; contentBytes: number }> {
  const [sealed] = await Promise.all([storeTexts(js, messages), redis.run(commands.reads)]);
  const recorded = recordGroup(messages, sealed);
  await js.publish(DECISIONS, recorded);
  await redis.run(commands.writes);
  return { decisionBytes: recorded.length, contentBytes: sealed.bytes };
}

async function storeTexts(
  js: JetStreamClient,
  messages: readonly RawMessage[],
): Promise<{ seq: number; commitments: Buffer[]; bytes: number }> {
  const { bytes, commitments } = sealGroup(messages);
  const { seq } = await js.publish(CONTENT, bytes);
  return { seq, commitments, bytes: bytes.length };
}

function prepare(groups: number, size: number): Prepared[] {
  return Array.from({ length: groups }, () => {
    const messages = nextMessages(size);
    return { messages, commands: commandsOf(messages) };
  });
}

async function main(): Promise<void> {
  const [order] = (await once(process, 'message')) as [RawOrder];
  const nc = await connect({ servers: order.natsUrl });
  const targets = { js: jetstream(nc), redis: await RawRedis.open(order.redisUrl) };
  for (const group of prepare(order.warmUp, order.size)) await sendGroup(targets, group);
  for (;;) {
    const groups = prepare(order.groups, order.size);
    tell({ state: 'WARM' });
    await once(process, 'message');
    const before = process.cpuUsage();
    let bytes = { decisionBytes: 0, contentBytes: 0 };
    for (const group of groups) bytes = await sendGroup(targets, group);
    const { user, system } = process.cpuUsage(before);
    const perMessage = (count: number): number => count / order.size;
    tell({
      state: 'DONE',
      cpuSeconds: (user + system) / 1e6,
      decisionBytes: perMessage(bytes.decisionBytes),
      contentBytes: perMessage(bytes.contentBytes),
    });
  }
}

function tell(report: RawReport): void {
  process.send?.(report);
}

// The bench ends its processes by hanging up.
process.on('disconnect', () => process.exit());
await main();
