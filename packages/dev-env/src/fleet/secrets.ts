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
  /** Seed of the key that checkpoints of the log are signed with, 64 hexadecimal digits. */
  sealKey: z.string().regex(/^[0-9a-f]{64}$/),
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
    sealKey: randomBytes(32).toString('hex'),
  };
}

/** The secrets in a file that only its owner reads; made at the first call. A lost master key makes old data unreadable. */
export function keepSecrets(file: string): FleetSecrets {
  if (existsSync(file)) return readSecrets(file);
  const secrets = generateSecrets();
  mkdirSync(dirname(file), { recursive: true });
  writeSecrets(file, secrets, 'wx');
  return secrets;
}

function writeSecrets(file: string, secrets: FleetSecrets, flag: 'w' | 'wx'): void {
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag });
}

function readSecrets(file: string): FleetSecrets {
  try {
    const known: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const { sealKey } = generateSecrets();
    // Made before logs were sealed: nothing was signed yet, and a new key harms nobody.
    const added = typeof known === 'object' && known !== null && !('sealKey' in known);
    const secrets = secretsSchema.parse(added ? { ...known, sealKey } : known);
    if (added) writeSecrets(file, secrets, 'w');
    return secrets;
  } catch {
    throw new Error(
      `${file} does not hold the secrets of a stack; put it back, or delete its folder to start anew without the data`,
    );
  }
}

/** The variables by which the services get the secrets; the seal key is for the auditor alone. */
export function secretVariables(secrets: FleetSecrets): Record<string, string> {
  return {
    ...sharedVariables(secrets),
    HUSTINGS_SEAL_KEY: secrets.sealKey,
  };
}

/** Those that several services have. */
export function sharedVariables(secrets: FleetSecrets): Record<string, string> {
  return {
    HUSTINGS_MASTER_KEY: secrets.masterKey,
    HUSTINGS_OPERATOR_TOKEN: secrets.operatorToken,
    HUSTINGS_INTERNAL_TOKEN: secrets.internalToken,
    WEBHOOK_SECRET: secrets.webhookSecret,
  };
}
