import {
  ClassifierServiceDefinition,
  type ClassifyTextRequest,
  type ClassifyTextResponse,
  Disposition,
} from '@hustings/contracts/classifier';
import { createClient } from '@hustings/service-kit';
import { LRUCache } from 'lru-cache';
import CircuitBreaker from 'opossum';
import pLimit from 'p-limit';
import type { Classifier, TextToClassify, Verdict } from '../ports/classifier.ts';

/** Templates whose verdict is kept, and the characters of their keys together: some 60 MB at most. */
const CACHE_MAX = 50_000;
const CACHE_MAX_CHARS = 20_000_000;
/** How long a verdict is reused: families grow, so it must not live for ever. */
const CACHE_MS = 10 * 60_000;
/** The cache looks at the clock so often. Its own choice is a timer each millisecond. */
const CLOCK_MS = 1_000;
/** After half of at least five calls failed, no call for so long; then one is let through as a probe. */
const BREAKER = {
  errorThresholdPercentage: 50,
  volumeThreshold: 5,
  resetTimeout: 1_000,
  rollingCountTimeout: 5_000,
} as const;
/**
 * Calls under way at once. A classifier that is short of processor time answers these and then the next ones; with all texts
 * of a frame at once each would wait for all others, and every one of them would be too late.
 */
const CALLS_MAX = 16;

export interface ClassifierOptions {
  address: string;
  token: string;
  onFailure(error: Error): void;
}

/**
 * The classifier behind a cache and a circuit breaker. Verdicts are cached by template, so a personalised mailing
 * costs one call. Texts that arrive while the same template is being judged share the call.
 */
export function connectClassifier(options: ClassifierOptions): Classifier {
  const client = createClient(ClassifierServiceDefinition, options);
  const call = (request: ClassifyTextRequest, deadline: number): Promise<ClassifyTextResponse> =>
    client.classifyText(request, { deadline });
  // The call's own deadline ends it and tells the classifier; the breaker's time-out would only forget it.
  const breaker = new CircuitBreaker(call, { ...BREAKER, timeout: false });
  const inTurn = pLimit(CALLS_MAX);
  const verdicts = new LRUCache<string, { known: Verdict | null | Promise<Verdict | null> }>({
    max: CACHE_MAX,
    maxSize: CACHE_MAX_CHARS,
    sizeCalculation: (_, key) => key.length,
    ttl: CACHE_MS,
    ttlResolution: CLOCK_MS,
  });

  const keys = new VerdictKeys();

  /** Waits for its turn and for the answer together no longer than the deadline; without a turn nothing is called. */
  async function verdictOf(text: TextToClassify): Promise<Verdict | null> {
    const endsMs = performance.now() + text.deadlineMs;
    return inTurn(async () => {
      const leftMs = Math.floor(endsMs - performance.now());
      return leftMs > 0 ? toVerdict(await breaker.fire(toRequest(text), leftMs)) : null;
    });
  }

  async function ask(text: TextToClassify, key: string): Promise<Verdict | null> {
    const verdict = await verdictOf(text).catch((error: unknown) => {
      const failure = error instanceof Error ? error : new Error(String(error));
      // Why the breaker opened was told before; that it is open would be told for every message.
      if (!CircuitBreaker.isOurError(failure)) options.onFailure(failure);
      return null;
    });
    if (verdict === null) verdicts.delete(key);
    return verdict;
  }

  return {
    classify(text) {
      const key = keys.of(text);
      const cached = verdicts.get(key);
      if (cached) return cached.known;
      const asked = ask(text, key);
      const entry: { known: Verdict | null | Promise<Verdict | null> } = { known: asked };
      verdicts.set(key, entry);
      return asked.then((verdict) => {
        entry.known = verdict;
        return verdict;
      });
    },
    stop() {
      breaker.shutdown();
      client.close();
    },
  };
}

/** Keys of verdicts. A mailing asks with the same text again and again: the same object, which is hashed once. */
class VerdictKeys {
  #last: { text: TextToClassify; key: string } | null = null;

  of(text: TextToClassify): string {
    if (this.#last !== null && hasSameKey(this.#last.text, text)) return this.#last.key;
    const key = keyOf(text);
    this.#last = { text, key };
    return key;
  }
}

/** Whether the keys are surely the same: of links nothing is compared. */
function hasSameKey(a: TextToClassify, b: TextToClassify): boolean {
  return (
    a.template === b.template &&
    a.senderId === b.senderId &&
    a.organisationId === b.organisationId &&
    a.organisationHosts === b.organisationHosts &&
    a.links.length + b.links.length === 0
  );
}

/** Whatever the verdict depends on. Ids and hosts hold no line breaks, and a text that does stands last. */
function keyOf({
  organisationId,
  senderId,
  organisationHosts,
  links,
  template,
}: TextToClassify): string {
  const rest = links.length > 0 ? JSON.stringify(links) : '';
  return `${organisationId}\n${senderId}\n${organisationHosts.join(' ')}\n${rest}\n${template}`;
}

function toRequest(text: TextToClassify): ClassifyTextRequest {
  return {
    organisationId: text.organisationId,
    senderId: text.senderId,
    text: text.template,
    links: text.links,
    organisationHosts: text.organisationHosts,
    personalParts: [],
  };
}

function toVerdict(response: ClassifyTextResponse): Verdict | null {
  const disposition = dispositionOf(response.disposition);
  if (disposition === null) return null;
  return {
    verdictId: response.verdictId,
    templateFingerprint: response.templateFingerprint,
    familyId: response.familyId,
    disposition,
    findingCodes: response.findings.map((finding) => finding.code),
    classifierVersion: response.version,
    explanation: response.findings[0]?.explanation ?? '',
  };
}

function dispositionOf(disposition: Disposition): Verdict['disposition'] | null {
  if (disposition === Disposition.DISPOSITION_ALLOW) return 'ALLOW';
  if (disposition === Disposition.DISPOSITION_REVIEW) return 'REVIEW';
  return disposition === Disposition.DISPOSITION_BLOCK ? 'BLOCK' : null;
}
