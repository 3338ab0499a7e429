import type { Answer, LinkPage } from './link-page.ts';

/** What a page says, for programs: `Accept: application/json`. Times are RFC 3339. */
export function pageAsJson(answer: Answer): string {
  return JSON.stringify(describe(answer));
}

function describe(answer: Answer): object {
  switch (answer.kind) {
    case 'refused':
      return { outcome: 'REFUSED', reason: answer.reason, instead: 'reply STOP to any message' };
    case 'asked':
      return { outcome: 'ASKED', ...linkOf(answer.page) };
    case 'stopped': {
      const { scope, onTheWay, page } = answer;
      return { outcome: 'STOPPED', scope, onTheWay, ...linkOf(page) };
    }
    case 'offered':
      return { outcome: 'OFFERED', ...linkOf(answer.page) };
  }
}

function linkOf(page: LinkPage | null): object {
  if (page === null) return {};
  const { purpose, who, scopes, stands, confirmed } = page;
  const dated = stands.map(({ scope, sinceMs }) => ({
    scope,
    since: new Date(sinceMs).toISOString(),
  }));
  return { purpose, who, scopes, stands: dated, confirmed };
}
