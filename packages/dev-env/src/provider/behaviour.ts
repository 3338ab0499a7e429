import { drawBetween, drawShare } from './random.ts';
import type { FaultRule, ProviderScript, RecipientAction } from './script.ts';

/** Something that a recipient is going to do. */
export interface PlannedAction {
  action: RecipientAction;
  text: string;
  afterMs: number;
}

/** What people usually write, so that a script need not say it. */
const USUAL_TEXTS: Record<RecipientAction, string[]> = {
  REPLY: ['¡Gracias por la información!', 'Thanks, where do I vote?', '¿A qué hora es?'],
  STOP: ['BAJA', 'STOP', 'No me escriban más, por favor', 'please stop'],
  STOP_ALL: ['BAJA TODO', 'STOP ALL'],
  BLOCK: [''],
  REPORT: [''],
};

/** What a recipient does after the n-th message that a number delivered to them. */
export function planActions(
  script: ProviderScript,
  delivered: { from: string; to: string; count: number },
): PlannedAction[] {
  const planned: PlannedAction[] = [];
  for (const [index, rule] of script.rules.entries()) {
    if (rule.onMessage !== delivered.count) continue;
    const salt = `rule-${index}`;
    if (!selects(rule, { ...delivered, seed: script.seed, salt })) continue;
    const texts = rule.texts ?? USUAL_TEXTS[rule.action];
    planned.push({
      action: rule.action,
      text: pickText(texts, drawShare(script.seed, salt, delivered.to, 'text')),
      afterMs: drawBetween(rule.afterMs, script.seed, salt, delivered.to, 'after'),
    });
  }
  return planned;
}

/** What those write who act once a number has got a certain count of messages accepted. */
export function planEarlyActions(
  script: ProviderScript,
  accepted: { from: string; count: number },
): (PlannedAction & { recipient: string })[] {
  return script.early
    .filter((early) => early.sender === accepted.from && early.afterMessages === accepted.count)
    .map((early) => ({
      recipient: early.recipient,
      action: early.action,
      text:
        early.text ??
        pickText(
          USUAL_TEXTS[early.action],
          drawShare(script.seed, 'early', early.recipient, 'text'),
        ),
      afterMs: 0,
    }));
}

/** Faults in the order of the script; the first that still has strikes left hits the call. */
export function findFaults(
  script: ProviderScript,
  call: { from: string; to: string },
): { index: number; fault: FaultRule }[] {
  return [...script.faults.entries()]
    .filter(([index, fault]) =>
      selects(fault, { ...call, seed: script.seed, salt: `fault-${index}` }),
    )
    .map(([index, fault]) => ({ index, fault }));
}

function selects(
  rule: { senders?: string[] | undefined; recipients?: string[] | undefined; share: number },
  subject: { from: string; to: string; seed: number; salt: string },
): boolean {
  if (rule.senders && !rule.senders.includes(subject.from)) return false;
  if (rule.recipients && !rule.recipients.includes(subject.to)) return false;
  return drawShare(subject.seed, subject.salt, subject.to) < rule.share;
}

/** `share` in [0, 1) chooses. */
function pickText(texts: string[], share: number): string {
  return texts[Math.floor(share * texts.length)] ?? '';
}
