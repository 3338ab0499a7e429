import { PolicyActivated } from '@hustings/contracts/enforcement';
import { type CorruptEntry, type EventLog, type LogEntry, subjectsOf } from '@hustings/event-log';
import { parsePolicyText } from '@hustings/policy';
import type { Logger } from '@hustings/service-kit';
import type { PrivacyPolicies } from '../../domain/privacy/privacy-policies.ts';

/** Where policy documents are put into force. */
const PARTITION = '0';
const ACTIVATED = 'policy.PolicyActivated.v1';

/**
 * Reads every policy that was ever put into force and resolves; then follows new ones until the signal aborts. A document that this version
 * cannot read leaves the one before in force, as it does at the dispatcher, and is logged.
 */
export async function followPolicies(
  log: EventLog,
  policies: PrivacyPolicies,
  run: { signal: AbortSignal; logger: Logger; onFailure: (error: unknown) => void },
): Promise<void> {
  const { signal, logger, onFailure } = run;
  const place = {
    partition: PARTITION,
    subjects: [subjectsOf(PARTITION, 'policy', 'document')],
    signal,
  };
  const until = await log.lastSeq(PARTITION);
  const read = async (entries: AsyncIterable<LogEntry | CorruptEntry>): Promise<void> => {
    for await (const entry of entries) if (!('fault' in entry)) apply(entry, policies, logger);
  };
  if (until > 0) await read(log.follow({ ...place, after: 0, until }));
  read(log.follow({ ...place, after: until })).catch((error: unknown) => {
    if (!signal.aborted) onFailure(error);
  });
}

function apply({ commit }: LogEntry, policies: PrivacyPolicies, logger: Logger): void {
  for (const { eventType, data } of commit.events) {
    if (eventType !== ACTIVATED) continue;
    const { hash, document, effectiveAtUs } = PolicyActivated.decode(data);
    const parsed = parsePolicyText(new TextDecoder().decode(document));
    if (!parsed.ok) {
      logger.error(
        { policy: hash },
        'a policy in force cannot be read: this version is too old for it',
      );
      continue;
    }
    policies.activate({ hash, effectiveAtUs, privacy: parsed.value.privacy });
  }
}
