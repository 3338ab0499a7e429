import { CelScalar, celEnv, parse, plan } from '@bufbuild/cel';
import { assert, err, ok, type Result } from '@hustings/kernel';
import type { PolicyFault } from '../document/parse.ts';
import type { EnforcementRule, PolicyDocument } from '../document/schema.ts';
import { type CheckedExpression, checkExpression } from './check-expression.ts';
import { SIGNAL_NAMES, type SignalName, type Signals } from './signals.ts';

/** A signal as a rule saw it. */
export interface MeasuredValue {
  name: SignalName;
  value: number;
  /** The number it was compared with; null when the rule does not compare it with one plainly. */
  threshold: number | null;
}

/** A rule that the signals meet, with all that it read. */
export interface Breach {
  rule: EnforcementRule;
  measured: MeasuredValue[];
}

/** A policy's rules, ready to run. */
export interface CompiledRules {
  /** The breached rules in the order of the document. */
  evaluate(signals: Signals): Breach[];
  /** The limits that rules set from above, each once: what a signal has to reach. */
  readonly thresholds: readonly Threshold[];
}

/** A limit that some rule sets on a signal. */
export interface Threshold {
  signal: SignalName;
  threshold: number;
}

const ENVIRONMENT = celEnv({
  variables: Object.fromEntries(SIGNAL_NAMES.map((name) => [name, CelScalar.DOUBLE])),
});

interface CompiledRule extends CheckedExpression {
  rule: EnforcementRule;
  holds(signals: Signals): boolean;
}

/** Parses, types and plans every rule once; unknown names and wrong types are faults here, not later. */
export function compileRules(policy: PolicyDocument): Result<CompiledRules, PolicyFault[]> {
  const faults: PolicyFault[] = [];
  const rules: CompiledRule[] = [];
  for (const [index, rule] of policy.enforcement.rules.entries()) {
    const path = `enforcement.rules[${index}]`;
    if (rules.some((other) => other.rule.id === rule.id)) {
      faults.push({ path: `${path}.id`, message: `rule id "${rule.id}" is used twice` });
    }
    try {
      rules.push(compileRule(rule));
    } catch (cause) {
      faults.push({ path: `${path}.when`, message: messageOf(cause) });
    }
  }
  if (faults.length > 0) return err(faults);
  return ok({
    thresholds: thresholdsOf(rules),
    evaluate: (signals) =>
      rules
        .filter((rule) => rule.holds(signals))
        .map((rule) => ({ rule: rule.rule, measured: measure(rule, signals) })),
  });
}

function thresholdsOf(rules: readonly CompiledRule[]): Threshold[] {
  const found = new Map<string, Threshold>();
  for (const { signal, threshold, isUpper } of rules.flatMap(({ comparisons }) => comparisons)) {
    if (isUpper) found.set(`${signal} ${threshold}`, { signal, threshold });
  }
  return [...found.values()];
}

function compileRule(rule: EnforcementRule): CompiledRule {
  const parsed = parse(rule.when);
  const checked = checkExpression(parsed.expr);
  const run = plan(ENVIRONMENT, parsed);
  function holds(signals: Signals): boolean {
    const value = run({ ...signals });
    assert(typeof value === 'boolean', `rule ${rule.id} was typed and still came to no answer`);
    return value;
  }
  return { rule, ...checked, holds };
}

function measure({ signals, comparisons }: CheckedExpression, values: Signals): MeasuredValue[] {
  return signals.map((name) => {
    const compared = comparisons.find((comparison) => comparison.signal === name);
    return { name, value: values[name], threshold: compared?.threshold ?? null };
  });
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
