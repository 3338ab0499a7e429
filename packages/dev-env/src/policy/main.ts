// Puts a policy in force when none is: node packages/dev-env/src/policy/main.ts FILE
import { readFileSync } from 'node:fs';
import { readConfig } from '@hustings/service-kit';
import { z } from 'zod';
import { activatePolicy } from '../stack/activate-policy.ts';

const SCHEMA = z.object({
  REGISTRY_ADDRESS: z.string().default('127.0.0.1:7401'),
  ENFORCEMENT_ADDRESS: z.string().default('127.0.0.1:7405'),
  HUSTINGS_OPERATOR_TOKEN: z.string(),
});

try {
  const [file = 'examples/policies/default.json'] = process.argv.slice(2);
  const config = readConfig(SCHEMA, process.env);
  const hash = await activatePolicy({
    registryAddress: config.REGISTRY_ADDRESS,
    enforcementAddress: config.ENFORCEMENT_ADDRESS,
    operatorToken: config.HUSTINGS_OPERATOR_TOKEN,
    documentJson: readFileSync(file, 'utf8'),
  });
  console.log(hash === null ? 'a policy is in force already' : `policy ${hash} is in force`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
