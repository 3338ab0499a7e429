const CREDENTIAL = /^crd-[A-Za-z0-9]{1,64}$/;

/** Classes of evidence whose description may name others: complaints, private screenshots, tips. */
const PRIVATE_CLASSES: ReadonlySet<unknown> = new Set([
  'EVIDENCE_CLASS_C',
  'EVIDENCE_CLASS_E',
  'EVIDENCE_CLASS_F',
]);

const WITHHELD = 'withheld: it may name other people';

/**
 * Takes other people out of an organisation's own history. Staff appear as "staff-1", "staff-2": that they differ can be
 * seen, who they are cannot. Of evidence that others gave only the approved gist remains.
 */
export class Redactor {
  readonly #own = new Set<string>();
  readonly #staff = new Map<string, string>();

  /** A credential of the organisation itself: it is named. */
  noteOwn(credentialId: string): void {
    this.#own.add(credentialId);
  }

  redact(value: unknown): unknown {
    if (typeof value === 'string') return this.#name(value);
    if (Array.isArray(value)) return value.map((each) => this.redact(each));
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([key, inner]) => [key, this.redact(inner)]);
    return withholdEvidence(Object.fromEntries(fields) as Record<string, unknown>);
  }

  #name(text: string): string {
    if (!CREDENTIAL.test(text) || this.#own.has(text)) return text;
    const known = this.#staff.get(text) ?? `staff-${this.#staff.size + 1}`;
    this.#staff.set(text, known);
    return known;
  }
}

function withholdEvidence(fields: Record<string, unknown>): Record<string, unknown> {
  if (!PRIVATE_CLASSES.has(fields.evidenceClass)) return fields;
  const { provenance: _, conversation: __, summary: ___, ...rest } = fields;
  const gist = typeof fields.gist === 'string' && fields.gist !== '' ? fields.gist : WITHHELD;
  return { ...rest, summary: gist };
}
