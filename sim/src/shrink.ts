/** The plan without all steps that the fault does not need: larger pieces first, then one by one, until nothing more can go. */
export function shrink(plan: readonly number[], fails: (candidate: number[]) => boolean): number[] {
  let rest = [...plan];
  for (let size = Math.ceil(rest.length / 2); size >= 1; ) {
    let removed = false;
    for (let at = 0; at < rest.length; ) {
      const candidate = [...rest.slice(0, at), ...rest.slice(at + size)];
      if (fails(candidate)) {
        rest = candidate;
        removed = true;
      } else {
        at += size;
      }
    }
    if (size === 1 && !removed) break;
    size = size === 1 ? 1 : Math.floor(size / 2);
  }
  return rest;
}
