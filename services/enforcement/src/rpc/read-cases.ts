import { type EnforcementServiceImplementation, Standing } from '@hustings/contracts/enforcement';
import { principalOf, RpcFailure } from '@hustings/service-kit';
import { conflictedIn } from '../app/case-context.ts';
import { type Means, nowUs } from '../app/orders.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import { readerOf } from './access.ts';
import { caseMessage, caseSummary } from './case-message.ts';
import { findSubject } from './find-subject.ts';
import { forConflicted, forOrganisation } from './redact-case.ts';
import { answer } from './refusals.ts';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 500;

type Reads = Pick<EnforcementServiceImplementation, 'listCases' | 'getCase' | 'getStanding'>;

/** Reads of cases: an organisation its own, staff and services all, as of the log's end at the call. */
export function readCases(means: Means): Reads {
  const { views } = means;
  return {
    listCases: (request, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        const { pageToken, subjectId } = request;
        const size = pageSize(request.pageSize);
        const after = pageToken === '' ? null : readToken(pageToken);
        await views.current();
        const cases = views
          .allCases()
          .filter(({ state: { file } }) => {
            const mine = organisationId === null || file.organisationId === organisationId;
            return mine && (subjectId === '' || file.subject.id === subjectId);
          })
          .map((record) => ({ record, key: keyOf(record) }))
          .filter(({ key }) => after === null || newestFirst(after, key) < 0)
          .sort((a, b) => newestFirst(a.key, b.key));
        const page = cases.slice(0, size);
        const last = page.at(-1);
        const now = nowUs(means);
        return {
          cases: page.map(({ record }) => caseSummary(record, now)),
          nextPageToken: last && cases.length > size ? writeToken(last.key) : '',
        };
      }),
    getCase: ({ caseId }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await views.current();
        const record = views.findCase((cases) => cases.byId(caseId))?.record;
        const owner = record?.state.file.organisationId;
        if (!record || (organisationId !== null && owner !== organisationId)) {
          throw RpcFailure.notFound('CASE_UNKNOWN', 'no such case; ListCases shows the ids');
        }
        const message = caseMessage(record, nowUs(means));
        const { file } = record.state;
        if (organisationId !== null) return { case: forOrganisation(message, file) };
        const { credentialId } = principalOf(context);
        const isConflicted = conflictedIn(means, file.organisationId).includes(credentialId);
        return { case: isConflicted ? forConflicted(message, file) : message };
      }),
    getStanding: ({ subjectKind, subjectId }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await views.current();
        const asked = { subjectKind, subjectId };
        const { record } = findSubject(means, asked, organisationId);
        if (!record) return { standing: Standing.STANDING_ACTIVE };
        const { standing, standingEndsAt, sanctionId } = caseSummary(record, nowUs(means));
        return { standing, endsAt: standingEndsAt, sanctionId };
      }),
  };
}

interface PageKey {
  openedAtUs: number;
  caseId: string;
}

function keyOf({ openedAtUs, state }: CaseRecord): PageKey {
  return { openedAtUs, caseId: state.file.caseId };
}

function newestFirst(a: PageKey, b: PageKey): number {
  return b.openedAtUs - a.openedAtUs || (a.caseId < b.caseId ? -1 : Number(a.caseId > b.caseId));
}

function pageSize(asked: number): number {
  if (asked < 0 || asked > MAX_PAGE) {
    const description = `has to be 0 to ${MAX_PAGE}`;
    throw RpcFailure.invalid('PAGE_SIZE_INVALID', `page_size ${description}`, [
      { field: 'page_size', description },
    ]);
  }
  return asked === 0 ? DEFAULT_PAGE : asked;
}

function writeToken({ openedAtUs, caseId }: PageKey): string {
  return Buffer.from(`${openedAtUs} ${caseId}`).toString('base64url');
}

function readToken(token: string): PageKey {
  const match = /^(\d{1,16}) (cas-.+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match?.[1] || !match[2]) {
    throw RpcFailure.invalid('PAGE_TOKEN_INVALID', 'page_token has to come from the page before', [
      { field: 'page_token', description: 'is not one of ours' },
    ]);
  }
  return { openedAtUs: Number(match[1]), caseId: match[2] };
}
