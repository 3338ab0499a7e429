/** A message without what a newer writer may have added: states hold only what this version knows. */
export function plain<T extends { _unknownFields?: unknown }>(
  message: T,
): Omit<T, '_unknownFields'> {
  const { _unknownFields, ...rest } = message;
  return rest;
}
