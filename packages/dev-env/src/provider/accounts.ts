/** A sending number as the provider knows it. */
export interface SendingNumber {
  account: string;
  /** Messages that may arrive in any second. */
  perSecond: number;
  /** True when the provider has closed the account: nothing is accepted any more. */
  closed: boolean;
}

/** An account with its numbers, as POST /v1/accounts takes it. */
export interface Account {
  account: string;
  numbers: string[];
  perSecond?: number | undefined;
  closed?: boolean | undefined;
}

/** Which number belongs to whom. A number that nobody registered is an account of its own with the usual limit. */
export class Accounts {
  readonly #numbers = new Map<string, SendingNumber>();
  readonly #usualPerSecond: number;

  constructor(usualPerSecond: number) {
    this.#usualPerSecond = usualPerSecond;
  }

  register(account: Account): void {
    for (const number of account.numbers) {
      this.#numbers.set(number, {
        account: account.account,
        perSecond: account.perSecond ?? this.#usualPerSecond,
        closed: account.closed ?? false,
      });
    }
  }

  of(number: string): SendingNumber {
    let known = this.#numbers.get(number);
    if (!known) {
      known = { account: `number:${number}`, perSecond: this.#usualPerSecond, closed: false };
      this.#numbers.set(number, known);
    }
    return known;
  }
}
