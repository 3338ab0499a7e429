import { runMain } from '@hustings/service-kit';
import { contentClassifierConfig } from './config.ts';
import { startContentClassifier } from './service.ts';

await runMain(() => startContentClassifier(contentClassifierConfig(process.env)));
