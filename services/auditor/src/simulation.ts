export { type Finding, Findings } from './domain/findings.ts';
export { PolicyTimeline } from './domain/policy-timeline.ts';
export { ProcessCheck } from './domain/process-check.ts';
