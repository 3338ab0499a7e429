import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  /** Key from which all others are derived, 64 hexadecimal digits. */
  masterKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** Bearer token with the operator's role. */
  operatorToken: z.string().min(24),
  /** Bearer token of calls between services. */
  internalToken: z.string().min(24),
  /** Key of the signature on the provider's webhooks. */
  webhookSecret: z.string().min(24),
});

export type FleetSecrets = z.infer<typeof secretsSchema>;

/** New secrets of 256 bits each. */
export function generateSecrets(): FleetSecrets {
  const token = (): string => randomBytes(32).toString('base64url');
  return {
    masterKey: randomBytes(32).toString('hex'),
    operatorToken: token(),
    internalToken: token(),
    webhookSecret: token(),
  };
}

/** The secrets in a file that only its owner reads; made at the first call. A lost master key makes old data unreadable. */
export function keepSecrets(file: string): FleetSecrets {
  if (existsSync(file)) return readSecrets(file);
  const secrets = generateSecrets();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return secrets;
}

function readSecrets(file: string): FleetSecrets {
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Error(
      `${file} does not hold the secrets of a stack; put it back, or delete its folder to start anew without the data`,
    );
  }
}

/** The variables by which the services get the secrets. */
export function secretVariables(secrets: FleetSecrets): Record<string, string> {
  return {
    HUSTINGS_MASTER_KEY: secrets.masterKey,
    HUSTINGS_OPERATOR_TOKEN: secrets.operatorToken,
    HUSTINGS_INTERNAL_TOKEN: secrets.internalToken,
    WEBHOOK_SECRET: secrets.webhookSecret,
  };
}
