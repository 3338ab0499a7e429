import { type Logger, pino } from 'pino';

export type { Logger };

/** How much a service says. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * Keys whose values never reach a log line. Code should not log them in the first place; this is the net below it.
 * pino matches a key at the top and one level down.
 */
const SECRET_KEYS = [
  'address',
  'to',
  'text',
  'token',
  'secret',
  'code',
  'authorization',
  'masterKey',
  'password',
];

/** One JSON object a line on standard output: `time` in RFC 3339, `level` as a word, `service`. */
export function createLogger(service: string, level: LogLevel): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_KEYS.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
  });
}
