import { ReleaseProof, type ReleaseVerdict } from '../../domain/privacy/release-proof.ts';
import type { TrailFact } from '../../domain/privacy/trail.ts';
import { personOf } from './person.ts';
import type { PrivacyParts } from './privacy-parts.ts';
import { type ReadFact, readTrail, type TrailNotes } from './read-trail.ts';

export interface NoReleaseProof extends TrailNotes {
  /** Nothing contradicts the promise, and every entry could be read. */
  holds: boolean;
  optOuts: ReadFact[];
  verdicts: ReleaseVerdict[];
}

/** Reads the log up to now and judges, for each organisation's partition, what was released to a person. */
export async function proveNoRelease(
  parts: Pick<PrivacyParts, 'log' | 'vault'>,
  order: { address: string; organisations: readonly string[]; signal: AbortSignal },
): Promise<NoReleaseProof> {
  const person = personOf(parts, order.address, order.organisations);
  const notes: TrailNotes = { stretches: [], unreadable: [] };
  const optOuts: ReadFact[] = [];
  const everybody: TrailFact[] = [];
  const proofs = new Map<string, ReleaseProof>();
  for await (const read of readTrail(parts.log, person, { notes, signal: order.signal })) {
    const { fact } = read;
    if (fact.request !== undefined) optOuts.push(read);
    if (fact.organisationId === '') {
      everybody.push(fact);
      continue;
    }
    // Partition "all" was read to its end before the first of these.
    const proof = proofs.get(fact.partition) ?? new ReleaseProof(everybody);
    proofs.set(fact.partition, proof);
    proof.take(fact);
  }
  const verdicts = [...proofs.values()].map(({ verdict }) => verdict);
  const violated = verdicts.some(
    ({ releasedAfter, handedOffAfter }) => releasedAfter.length + handedOffAfter.length > 0,
  );
  return { ...notes, holds: !violated && notes.unreadable.length === 0, optOuts, verdicts };
}
