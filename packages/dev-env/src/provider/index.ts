import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Account } from './accounts.ts';
import {
  answerRequest,
  makeReport,
  type NumberNotice,
  type ProviderReport,
  type RecipientEvent,
} from './http.ts';
import type { ProviderScriptInput } from './script.ts';
import { type InboxItem, Simulation } from './simulation.ts';
import type { Arrival } from './traffic.ts';
import { Webhooks } from './webhooks.ts';

export type { Account } from './accounts.ts';
export type { NumberNotice, ProviderReport, RecipientEvent } from './http.ts';
export type { ProviderScriptInput, RecipientAction } from './script.ts';
export type { InboxItem } from './simulation.ts';
export type { Arrival, RecipientCounts, SenderCounts } from './traffic.ts';

/** What most numbers of business platforms may send (messages a second). */
export const USUAL_PER_SECOND = 20;

export interface ProviderOptions {
  /** host:port to listen on; port 0 takes a free one. Default 127.0.0.1:0. */
  address?: string;
  /** Where events are posted; null until `setWebhookUrl`. */
  webhookUrl?: string | null;
  /** Key of the HMAC over webhook bodies. */
  webhookSecret: string;
  /** Limit of numbers that no account states one for, messages in any second. */
  perSecond?: number;
  script?: ProviderScriptInput;
}

/** A running simulated provider. */
export interface Provider {
  /** Base URL of its HTTP API. */
  url: string;
  setWebhookUrl(url: string): void;
  setScript(script: ProviderScriptInput): void;
  registerAccount(account: Account): void;
  inbox(number: string): InboxItem[];
  report(): ProviderReport;
  arrivals(): Arrival[];
  /** What the senders' system wrote by itself. */
  serviceTexts(): Arrival[];
  /** A recipient does something now. */
  act(event: RecipientEvent): void;
  /** The provider complains about a number now. */
  notify(notice: NumberNotice): void;
  stop(): Promise<void>;
}

/** Starts a provider in this process. Rejects when the address cannot be bound. */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const webhooks = new Webhooks(options.webhookUrl ?? null, options.webhookSecret);
  const perSecond = options.perSecond ?? USUAL_PER_SECOND;
  const simulation = new Simulation({ perSecond, webhooks });
  if (options.script) simulation.setScript(options.script);
  const server = createServer((request, response) => {
    void answerRequest(simulation, request, response);
  });
  const { host, port } = parseAddress(options.address ?? '127.0.0.1:0');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound.port}`,
    setWebhookUrl(url) {
      webhooks.url = url;
    },
    setScript: (script) => simulation.setScript(script),
    registerAccount: (account) => simulation.registerAccount(account),
    inbox: (number) => simulation.inbox(number),
    report: () => makeReport(simulation),
    arrivals: () => simulation.traffic.arrivals,
    serviceTexts: () => simulation.traffic.serviceTexts,
    act: (event) => simulation.report(event),
    notify: (notice) => simulation.notify(notice),
    async stop() {
      simulation.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parseAddress(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
