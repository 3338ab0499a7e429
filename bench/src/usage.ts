/** The command line cannot be used; the message says what to do. */
export class UsageFault extends Error {}

/** Runs a program: a command line that cannot be used ends it with one line and exit code 2, a bug with its stack. */
export async function runProgram(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!isUsageFault(error)) throw error;
    process.stderr.write(`error: ${error.message.trimEnd()}\n`);
    process.exitCode = 2;
  }
}

/** A whole number above 0; throws UsageFault for anything else. */
export function countOf(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageFault(`${option} needs a whole number above 0, not "${text}"`);
}

function isUsageFault(error: unknown): error is Error {
  if (error instanceof UsageFault) return true;
  return error instanceof Error && String(Reflect.get(error, 'code')).startsWith('ERR_PARSE_ARGS');
}
