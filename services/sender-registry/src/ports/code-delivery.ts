/** Brings a verification code to the number that it proves. */
export interface CodeDelivery {
  /** Resolves once the provider has taken it; rejects when that failed or cannot be known. */
  deliver(code: { senderId: string; address: string; code: string }): Promise<void>;
}
