import { err, ok, type Result } from '@hustings/kernel';
import type { z } from 'zod';
import { compileRules } from '../rules/compile.ts';
import { type PolicyDocument, policySchema } from './schema.ts';

/** One fault of a policy document, with the place of the offending value. */
export interface PolicyFault {
  /** For example "limits.profiles.whatsapp-20.sender[0].max"; "(document)" for the whole. */
  path: string;
  message: string;
}

/** Checks a parsed JSON value: shape, bounds and the types of all rules. Lists every fault, one line each. */
export function parsePolicy(value: unknown): Result<PolicyDocument, PolicyFault[]> {
  const parsed = policySchema.safeParse(value);
  if (!parsed.success) return err(parsed.error.issues.map(faultOf));
  const rules = compileRules(parsed.data);
  return rules.ok ? ok(parsed.data) : rules;
}

/** As `parsePolicy`, from UTF-8 JSON text. */
export function parsePolicyText(text: string): Result<PolicyDocument, PolicyFault[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return err([{ path: '(document)', message: `not JSON: ${String(cause)}` }]);
  }
  return parsePolicy(value);
}

function faultOf(issue: z.core.$ZodIssue): PolicyFault {
  return { path: pathOf(issue.path), message: issue.message };
}

function pathOf(path: PropertyKey[]): string {
  if (path.length === 0) return '(document)';
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}
