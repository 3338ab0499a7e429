import { deliveryModeToJSON, priorityToJSON } from '@hustings/contracts/governor';
import { type GateItem, type PolicyDocument, policyHash } from '@hustings/policy';
import { AT_RETRY_US, BEFORE_RETRY_US, requestOf, type Step, type Story } from './lua-story.ts';

/** A story in words: one line for each operation. */
export function tellStory({ policy, steps }: Story): string {
  return [`policy: ${tellPolicy(policy)}`, ...steps.flatMap(tellStep)].join('\n');
}

function tellStep(step: Step, index: number): string[] {
  const at = `${index + 1}.`;
  switch (step.step) {
    case 'REQUESTS': {
      const requests = step.drafts.map((draft) => `   ${tellRequest(requestOf(draft, ''))}`);
      return [`${at} ${tellLater(step.laterUs)}, requests, ${step.fate}:`, ...requests];
    }
    case 'RELEASES': {
      const { laterUs, count, sender, fate } = step;
      return [`${at} ${tellLater(laterUs)}, up to ${count} releases of snd-${sender}, ${fate}`];
    }
    case 'RECALLS': {
      const which = `messages ${step.picks.join(', ')}`;
      return [`${at} ${tellLater(step.laterUs)}, recall of ${which}, ${step.fate}`];
    }
    case 'CANCEL':
      return [`${at} cancelled: ${step.picks.join(', ')} (${step.scope}, up to ${step.through})`];
    case 'FACTS':
      return [`${at} facts:`, ...step.facts.map((fact) => `   ${JSON.stringify(fact)}`)];
    case 'SETTLE': {
      const end = step.returned ? 'comes back' : 'ends';
      return [`${at} release ${step.pick} ${end}${step.late ? ', reported too late' : ''}`];
    }
    case 'POLICY':
      return [
        `${at} policy ${policyHash(step.policy).slice(0, 8)} in ${step.delayUs} µs: ${tellPolicy(step.policy)}`,
      ];
    case 'MARATHON':
      return step.groups.flatMap((drafts, nth) => {
        const laterUs = nth === step.groups.length - 1 ? 0 : step.apartUs;
        return tellStep({ step: 'REQUESTS', laterUs, drafts, fate: 'RECORDED' }, index);
      });
    case 'REBUILD':
      return [`${at} Redis is lost and rebuilt`];
  }
}

function tellLater(laterUs: number): string {
  if (laterUs === AT_RETRY_US) return 'at the retry instant';
  return laterUs === BEFORE_RETRY_US ? 'just before the retry instant' : `${laterUs} µs later`;
}

function tellRequest(item: GateItem): string {
  const { context, idempotencyKey, recipient, units, textVerdict, expiresAtUs } = item;
  const { senderId, campaignId, intermediaryId } = context;
  const who = `${senderId} (${campaignId}, ${intermediaryId}) to ${recipient}`;
  const how = `${deliveryModeToJSON(item.mode)} ${priorityToJSON(item.priority)} ${textVerdict}`;
  const body = String.fromCharCode(item.requestHash[0] ?? 0);
  const ends = expiresAtUs === 0 ? '' : ` expires ${expiresAtUs}`;
  const all = item.allPoliticalSuppressed ? ' all-political' : '';
  return `${idempotencyKey}/${body} ${who}, ${units} units, ${how}${ends}${all}`;
}

function tellPolicy({ limits }: PolicyDocument): string {
  const { sender = [], organisation = [] } = limits.profiles.p ?? {};
  return [...sender, ...organisation]
    .map(({ meaning: _, source: __, onUnknownPast: ___, ...numbers }) => JSON.stringify(numbers))
    .join(' ');
}
