export { drawPopulation, MIX } from './population.ts';
export { type DetectionResult, resultOf } from './result.ts';
export { runSeed } from './run-seed.ts';
