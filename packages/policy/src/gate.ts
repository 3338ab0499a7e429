/** What a projection of a gate outside this process shares with the oracle: names, numbers and compiled limits. */
export { KEY_LIFE_US, keyName } from './admission/answer-key.ts';
export { scopeKey } from './admission/apply-fact.ts';
export {
  type CompiledLimit,
  type CompiledPolicy,
  compilePolicy,
  MAX_POLICIES,
} from './admission/compiled-limit.ts';
export { CONVERSATION_US } from './admission/meter.ts';
export { registryChange, registryFields } from './admission/registry-fields.ts';
export { subjectKey, subjectsOf } from './admission/standing.ts';
export { PAIR_GENERATION_MS } from './document/limit-schema.ts';
