export { type ContentClassifierConfig, contentClassifierConfig } from './config.ts';
export { type ContentClassifierOverrides, startContentClassifier } from './service.ts';
