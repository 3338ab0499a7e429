import type { parse } from '@bufbuild/cel';
import { SIGNAL_NAMES, type SignalName } from './signals.ts';

type Expr = NonNullable<ReturnType<typeof parse>['expr']>;
type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];
type ValueType = 'bool' | 'int' | 'double';

/** A comparison of a signal with a number, such as `sent >= 200.0`. */
export interface Comparison {
  signal: SignalName;
  threshold: number;
  /** True when the comparison holds for values above the threshold, not for those below. */
  isUpper: boolean;
}

/** What a rule's expression reads. */
export interface CheckedExpression {
  signals: SignalName[];
  comparisons: Comparison[];
}

/** The expression cannot be a rule; the message says what to change. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault';
}

const COMPARISONS = new Set(['_<_', '_<=_', '_>_', '_>=_', '_==_', '_!=_']);
/** Comparisons that hold when the left side is the larger one, or the right side. */
const ABOVE = new Set(['_>_', '_>=_']);
const BELOW = new Set(['_<_', '_<=_']);
const ARITHMETIC = new Set(['_+_', '_-_', '_*_', '_/_']);

/**
 * Types an expression before it ever runs: the evaluator itself finds an unknown name or a wrong type only in the branch
 * that it happens to take. Rules know signals (doubles), numbers, comparisons, arithmetic and logic. Throws
 * `ExpressionFault`.
 */
export function checkExpression(expression: Expr | undefined): CheckedExpression {
  const found: CheckedExpression = { signals: [], comparisons: [] };
  const type = typeOf(expression, found);
  if (type !== 'bool')
    throw new ExpressionFault(`a rule is true or false, this is of type ${type}`);
  if (found.signals.length === 0) throw new ExpressionFault('reads no signal');
  return found;
}

function typeOf(expression: Expr | undefined, found: CheckedExpression): ValueType {
  const kind = expression?.exprKind;
  switch (kind?.case) {
    case 'identExpr':
      return typeOfSignal(kind.value.name, found);
    case 'constExpr':
      return typeOfConstant(kind.value.constantKind.case);
    case 'callExpr':
      return typeOfCall(kind.value, found);
    default:
      throw new ExpressionFault(`${kind?.case ?? 'an empty expression'} has no place in a rule`);
  }
}

function typeOfSignal(name: string, found: CheckedExpression): ValueType {
  const signal = SIGNAL_NAMES.find((known) => known === name);
  if (signal === undefined) {
    throw new ExpressionFault(`unknown signal "${name}"; known are ${SIGNAL_NAMES.join(', ')}`);
  }
  if (!found.signals.includes(signal)) found.signals.push(signal);
  return 'double';
}

function typeOfConstant(constant: string | undefined): ValueType {
  if (constant === 'boolValue') return 'bool';
  if (constant === 'int64Value') return 'int';
  if (constant === 'doubleValue') return 'double';
  throw new ExpressionFault(`a constant of kind ${constant ?? 'none'} has no place in a rule`);
}

function typeOfCall(call: Call, found: CheckedExpression): ValueType {
  const types = call.args.map((argument) => typeOf(argument, found));
  const name = call.function;
  if (name === '_&&_' || name === '_||_' || name === '!_') return expectAll(types, ['bool'], name);
  if (COMPARISONS.has(name)) {
    // CEL compares an int with a double by value (language definition, "Numeric values"): both are welcome.
    expectAll(types, ['int', 'double'], name);
    noteComparison(call, found);
    return 'bool';
  }
  if (ARITHMETIC.has(name) || name === '-_') return typeOfArithmetic(types, name);
  throw new ExpressionFault(`function ${name} has no place in a rule`);
}

function typeOfArithmetic(types: ValueType[], name: string): ValueType {
  expectAll(types, ['int', 'double'], name);
  if (new Set(types).size > 1) {
    throw new ExpressionFault(`${name} mixes int and double: write numbers as 2.0, not 2`);
  }
  return types[0] ?? 'double';
}

function expectAll(types: ValueType[], allowed: ValueType[], name: string): ValueType {
  const wrong = types.find((type) => !allowed.includes(type));
  if (wrong !== undefined) throw new ExpressionFault(`${name} does not take ${wrong}`);
  return types[0] ?? 'bool';
}

function noteComparison(call: Call, found: CheckedExpression): void {
  const [left, right] = call.args;
  const signal = signalOf(left) ?? signalOf(right);
  const threshold = numberOf(left) ?? numberOf(right);
  if (signal === undefined || threshold === undefined) return;
  const isSignalLeft = signalOf(left) !== undefined;
  const isUpper = (isSignalLeft ? ABOVE : BELOW).has(call.function);
  found.comparisons.push({ signal, threshold, isUpper });
}

function signalOf(expression: Expr | undefined): SignalName | undefined {
  const kind = expression?.exprKind;
  if (kind?.case !== 'identExpr') return undefined;
  return SIGNAL_NAMES.find((known) => known === kind.value.name);
}

function numberOf(expression: Expr | undefined): number | undefined {
  const kind = expression?.exprKind;
  if (kind?.case !== 'constExpr') return undefined;
  const constant = kind.value.constantKind;
  if (constant.case === 'doubleValue') return constant.value;
  return constant.case === 'int64Value' ? Number(constant.value) : undefined;
}
