import type { Correspondent, Refusal, ScopeName, Standing } from '../domain/link-page.ts';

/** What the opt-out ledger says of a link. */
export interface LinkReading {
  purpose: 'stop' | 'start';
  organisationId: string;
  senderId: string;
  campaignId: string;
  scopes: ScopeName[];
  stands: Standing[];
  confirmed: boolean;
  undoToken: string;
}

/** The ledger refuses, or could not be asked. */
export interface LinkFault {
  reason: Exclude<Refusal, 'TOO_MANY_REQUESTS' | 'NO_SUCH_PAGE'>;
}

/** Where links are read and used. */
export interface LinkDesk {
  /** Changes nothing. */
  read(token: string): Promise<LinkReading | LinkFault>;
  /** Opts out; settles with success only once everybody who lets messages out has confirmed it. */
  stop(token: string, scope: ScopeName): Promise<{ onTheWay: boolean } | LinkFault>;
  /** Begins a double opt-in: a question goes to the person's number. */
  start(
    token: string,
    choice: { scope: ScopeName; language: string },
  ): Promise<{ asked: true } | LinkFault>;
}

/** Who is behind a sender. */
export interface Correspondents {
  /** Null when it cannot be found out now. */
  describe(ids: {
    organisationId: string;
    senderId: string;
    campaignId: string;
  }): Promise<Correspondent | null>;
}
