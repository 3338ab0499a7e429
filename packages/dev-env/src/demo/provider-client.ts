import type {
  Arrival,
  InboxItem,
  NumberNotice,
  ProviderReport,
  ProviderScriptInput,
  RecipientEvent,
} from '../provider/index.ts';

/** The simulated provider's HTTP API, as the demonstration uses it. */
export class ProviderClient {
  readonly #base: string;

  constructor(address: string) {
    this.#base = `http://${address}`;
  }

  async setScript(script: ProviderScriptInput): Promise<void> {
    await this.#post('/v1/script', script);
  }

  async registerAccount(account: string, numbers: string[], perSecond: number): Promise<void> {
    await this.#post('/v1/accounts', { account, numbers, perSecond });
  }

  /** Latest verification code that reached a number. */
  async latestCode(number: string): Promise<string | null> {
    const path = `/v1/numbers/${encodeURIComponent(number)}/inbox`;
    const { items } = (await this.#get(path)) as { items: InboxItem[] };
    return items.at(-1)?.code ?? null;
  }

  /** A recipient does something now. */
  async act(event: RecipientEvent): Promise<void> {
    await this.#post('/v1/events', event);
  }

  /** The provider complains about a number now. */
  async notify(notice: NumberNotice): Promise<void> {
    await this.#post('/v1/notices', notice);
  }

  /** Every call of a campaign that reached the provider, in their order. */
  arrivals(): Promise<Arrival[]> {
    return this.#lines('/v1/arrivals');
  }

  /** What the senders' system wrote by itself, in their order. */
  serviceTexts(): Promise<Arrival[]> {
    return this.#lines('/v1/service-texts');
  }

  async #lines(path: string): Promise<Arrival[]> {
    const response = await fetch(this.#base + path);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Arrival);
  }

  async report(): Promise<ProviderReport> {
    return (await this.#get('/v1/report')) as ProviderReport;
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(this.#base + path);
    if (!response.ok) throw new Error(`the provider answered ${response.status} to GET ${path}`);
    return response.json();
  }

  async #post(path: string, body: unknown): Promise<void> {
    const response = await fetch(this.#base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return;
    throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
  }
}
