import type { Executed, TogetherOrder } from '@hustings/event-log';
import type { Result } from '@hustings/kernel';
import type { Vault } from '@hustings/privacy';
import type {
  RecipientCommand,
  RecipientEvent,
  RecipientRejection,
  RecipientState,
} from '../domain/recipient.ts';
import type { RecipientStore } from '../ports/recipient-store.ts';

type Outcome = Result<Executed<RecipientState, RecipientEvent>, RecipientRejection>;

/** Recipients under the versions of the pseudonym key. */
export interface VersionedStores {
  oldest: RecipientStore;
  /** Under each later version, in their order. */
  later: readonly RecipientStore[];
  vault: Pick<Vault, 'successorsOf'>;
}

/**
 * Recipients under every version of the pseudonym key: what a person asks is recorded under the oldest one first, which decides, and
 * then under each later one. So it holds for governors of either version while a rotation is under way. An answer means
 * that all stand; the sequence is the last one's. Whoever meets a failure repeats the whole, which is harmless.
 */
export function underEveryKey(stores: VersionedStores): RecipientStore {
  const { oldest } = stores;
  return {
    load: (target) => oldest.load(target),
    async execute(target, command, meta) {
      const first = await oldest.execute(target, command, meta);
      if (!first.ok) return first;
      const seq = await executeLater(stores, { target, command, meta });
      return { ok: true, value: { ...first.value, seq: Math.max(first.value.seq, seq) } };
    },
    async executeTogether(orders, admit) {
      const first = await oldest.executeTogether(orders, admit);
      const done: (Outcome | null)[] = [];
      for (const [index, outcome] of first.entries()) {
        const order = orders[index];
        if (order === undefined || outcome === null || !outcome.ok) {
          done.push(outcome);
          continue;
        }
        const seq = await executeLater(stores, order);
        done.push({ ok: true, value: { ...outcome.value, seq: Math.max(outcome.value.seq, seq) } });
      }
      return done;
    },
  };
}

/**
 * The same under each later version; the last sequence. What the oldest one has accepted may have happened there already, or stand
 * there otherwise: then it stays so.
 */
export async function executeLater(
  { later, vault }: VersionedStores,
  { target, command, meta }: TogetherOrder<RecipientCommand>,
): Promise<number> {
  if (later.length === 0) return 0;
  const { organisationId } = target;
  const domain = organisationId === '' ? null : organisationId;
  const pseudonyms = vault.successorsOf(domain, command.recipient);
  let last = 0;
  for (const [index, store] of later.entries()) {
    const recipient = pseudonyms[index] ?? '';
    const id = organisationId === '' ? recipient : `${organisationId}-${recipient}`;
    const { actor } = meta;
    const own = actor.id === command.recipient ? { ...actor, id: recipient } : actor;
    // Each version has commits of its own: a commit id names one.
    const { commitId: _first, ...rest } = meta;
    const executed = await store.execute(
      { ...target, id },
      {
        ...command,
        recipient,
        ...othersUnder(command, (old) => vault.successorsOf(domain, old)[index]),
      },
      { ...rest, actor: own },
    );
    if (executed.ok) last = Math.max(last, executed.value.seq);
  }
  return last;
}

/** Other people whom a command names, under the version of the store. */
function othersUnder(
  command: RecipientCommand,
  later: (oldest: string) => string | undefined,
): { other?: string; linkedFrom?: string } {
  if (command.type === 'LinkIdentity') return { other: later(command.other) ?? '' };
  if (command.type !== 'OptOut' || (command.linkedFrom ?? '') === '') return {};
  return { linkedFrom: later(command.linkedFrom ?? '') ?? '' };
}
