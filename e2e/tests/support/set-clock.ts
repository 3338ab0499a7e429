/**
 * Loaded into the services of a scene before they start (`node --import`): sets the wall clock of those that the file in
 * `E2E_CLOCKS` names, in milliseconds ahead, as somebody would who sets the clock of their machine between two starts.
 */
import { existsSync, readFileSync } from 'node:fs';

const file = process.env.E2E_CLOCKS ?? '';
const entry = process.argv[1] ?? '';
if (existsSync(file)) {
  const ahead = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  const name = Object.keys(ahead).find((each) => entry.endsWith(`/services/${each}/src/main.ts`));
  const value = performance.timeOrigin + (ahead[name ?? ''] ?? 0);
  // The services read no other wall clock than this one (`systemClock`).
  Object.defineProperty(performance, 'timeOrigin', { value });
}
