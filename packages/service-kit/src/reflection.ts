import { readFileSync } from 'node:fs';
import { ServerReflection } from 'nice-grpc-server-reflection';

type Reflection = ReturnType<typeof ServerReflection>;

/**
 * What a server tells of its contracts, with all that they are made of (gRPC reflection). To read the descriptors takes some tenths of a
 * second, so whoever asks first waits for it, and a start does not.
 */
export function reflectionOf(serviceNames: string[]): Reflection {
  let made: Reflection | undefined;
  return {
    serverReflectionInfo(requests, context) {
      made ??= ServerReflection(readDescriptorSet(), serviceNames);
      return made.serverReflectionInfo(requests, context);
    },
  };
}

/** The descriptor set of all contracts, generated with their code. */
function readDescriptorSet(): Uint8Array {
  const contracts = import.meta.resolve('@hustings/contracts/timestamp');
  return readFileSync(new URL('gen/descriptors.binpb', contracts));
}
