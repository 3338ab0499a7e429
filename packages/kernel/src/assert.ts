/** A broken assumption of the programmer, never of a user. Nothing catches it but the process's own last handler. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed';
}

/** Throws when a thing that the code relies on does not hold. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message);
}

/** Closes a switch over a union: a new member that nobody handles fails to compile here. */
export function unreachable(value: never, message = 'unexpected value'): never {
  throw new AssertionFailed(`${message}: ${JSON.stringify(value)}`);
}

/** The value, when the code relies on its being there. */
export function present<T>(value: T | null | undefined, message: string): T {
  assert(value !== null && value !== undefined, message);
  return value;
}
