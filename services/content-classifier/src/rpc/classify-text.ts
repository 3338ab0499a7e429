import {
  type ClassifyTextRequest,
  type ClassifyTextResponse,
  Disposition as WireDisposition,
} from '@hustings/contracts/classifier';
import { RpcFailure, type Violation } from '@hustings/service-kit';
import { type Classifier, classifyText } from '../app/classify-text.ts';
import type { Disposition } from '../domain/judge-text.ts';
import type { ClassifierTelemetry } from '../telemetry.ts';

/** The longest text of a provider; and more links, hosts or personal parts than any message needs. */
const MAX_TEXT_CHARS = 4_096;
const MAX_LINKS = 32;
const MAX_HOSTS = 1_000;
const MAX_PARTS = 64;
const MAX_URL_CHARS = 2_048;
/** The longest host name (RFC 1035 §2.3.4), without its final dot. */
const MAX_HOST_CHARS = 253;
const MAX_PART_CHARS = 256;

const WIRE: Record<Disposition, WireDisposition> = {
  ALLOW: WireDisposition.DISPOSITION_ALLOW,
  REVIEW: WireDisposition.DISPOSITION_REVIEW,
  BLOCK: WireDisposition.DISPOSITION_BLOCK,
};

/** ClassifyText: a verdict with its reasons. */
export async function answerClassifyText(
  classifier: Classifier,
  telemetry: ClassifierTelemetry,
  request: ClassifyTextRequest,
): Promise<ClassifyTextResponse> {
  checkSizes(request);
  const { text, links, organisationHosts, personalParts } = request;
  const verdict = await classifyText(classifier, {
    text,
    links,
    organisationHosts,
    personalParts,
  });
  telemetry.noteVerdict(verdict);
  return {
    verdictId: verdict.verdictId,
    version: classifier.tools.version,
    templateFingerprint: verdict.fingerprint,
    familyId: verdict.familyId,
    disposition: WIRE[verdict.disposition],
    findings: verdict.findings,
  };
}

function checkSizes(request: ClassifyTextRequest): void {
  const { text, links, organisationHosts, personalParts } = request;
  const urls = links.flatMap((link) => [link.shown, link.targetUrl]);
  const violations = [
    ...check('text', [text], { count: 1, chars: MAX_TEXT_CHARS }),
    ...check('links', urls, { count: 2 * MAX_LINKS, chars: MAX_URL_CHARS }),
    ...check('organisation_hosts', organisationHosts, { count: MAX_HOSTS, chars: MAX_HOST_CHARS }),
    ...check('personal_parts', personalParts, { count: MAX_PARTS, chars: MAX_PART_CHARS }),
  ];
  const [first] = violations;
  if (first === undefined) return;
  const message = `${first.field} ${first.description}`;
  throw RpcFailure.invalid('REQUEST_TOO_LARGE', message, violations);
}

function check(
  field: string,
  texts: string[],
  limit: { count: number; chars: number },
): Violation[] {
  if (texts.length > limit.count) return [{ field, description: 'holds too many entries' }];
  if (texts.every((text) => text.length <= limit.chars)) return [];
  return [{ field, description: `may have at most ${limit.chars} characters` }];
}
