import { readFileSync } from 'node:fs';

/**
 * The descriptor set of all contracts, which set-up builds beside the generated code; null when it was not built, for
 * instance in an image without the build tools. Reflection is a convenience: its absence stops nothing.
 */
export function readDescriptorSet(): Uint8Array | null {
  const contracts = import.meta.resolve('@hustings/contracts/timestamp');
  try {
    return readFileSync(new URL('../descriptors.binpb', contracts));
  } catch {
    return null;
  }
}
