import type { WithProvider } from '@hustings/contracts/optout';

/** Asks what was handed to the provider and has not been reported as arrived. */
export interface WithProviderView {
  /** Null when nobody could be asked in time: then it is said to be unknown, never guessed. */
  list(organisationId: string, recipient: string): Promise<WithProvider[] | null>;
}
