import { sketchOf } from '../domain/sketch.ts';
import type { FamilyBook } from '../ports/family-book.ts';

/** An opening that the book has forgotten is repeated once; more would mean a book without room. */
const MAX_OPENINGS = 3;

/** A template as the families see it. */
export interface Template {
  /** Canonical. */
  text: string;
  fingerprint: string;
  /** Id of the family that this template would open. */
  familyId: string;
}

/**
 * The family of a template; opens one when it resembles none. Whoever opens looks again afterwards: when two replicas open
 * a family for the same text at the same moment, both find the one that stands first in the log.
 */
export async function assignFamily(book: FamilyBook, template: Template): Promise<string> {
  const sketch = sketchOf(template.text);
  const { familyId, fingerprint: templateFingerprint } = template;
  let found = book.find(sketch);
  let forgotten = 0;
  for (let round = 0; found === null && round < MAX_OPENINGS; round++) {
    forgotten = await book.open({ familyId, sketch, templateFingerprint }, forgotten);
    found = book.find(sketch);
  }
  return found ?? familyId;
}
