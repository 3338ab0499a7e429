import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** From half a millisecond, a warm unary call, to the default deadline's order of magnitude. Seconds. */
const CALL_BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/** How often the event loop's lag is sampled: every 10 ms, as prom-client has it, costs an idle process 0.7 % of a processor. */
const EVENT_LOOP_LOOK_MS = 100;

/** A service's metrics: the process's own, one set for all RPCs, and what the service adds to `registry`. */
export class Metrics {
  readonly registry = new Registry();
  readonly #calls: Counter<'method' | 'code'>;
  readonly #ordinary: Counter<'method' | 'reason'>;
  readonly #durations: Histogram<'method'>;
  #server: Server | undefined;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({
      register: this.registry,
      eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS,
    });
    this.#calls = new Counter({
      name: 'hustings_rpc_calls_total',
      help: 'Finished RPCs by method and gRPC status code name.',
      labelNames: ['method', 'code'],
      registers: [this.registry],
    });
    this.#ordinary = new Counter({
      name: 'hustings_rpc_ordinary_failures_total',
      help: 'Failed RPCs that are part of how services work together, by method and reason, such as NOT_THE_OWNER of a gate that has moved.',
      labelNames: ['method', 'reason'],
      registers: [this.registry],
    });
    this.#durations = new Histogram({
      name: 'hustings_rpc_duration_seconds',
      help: 'Time from the start of a unary RPC to its end, by method.',
      labelNames: ['method'],
      buckets: CALL_BUCKETS_SECONDS,
      registers: [this.registry],
    });
  }

  /** Notes a finished RPC. Streams have no duration: theirs is the caller's choice. */
  noteCall(method: string, code: string, durationMs?: number): void {
    this.#calls.inc({ method, code });
    if (durationMs !== undefined) this.#durations.observe({ method }, durationMs / 1000);
  }

  /** Notes why a call failed that may fail; the set of reasons is the service's own. */
  noteOrdinary(method: string, reason: string): void {
    this.#ordinary.inc({ method, reason });
  }

  /** Serves `GET /metrics` in the Prometheus text format; resolves to the address that it listens on. */
  async listen(address: string): Promise<string> {
    const colon = address.lastIndexOf(':');
    const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(Number(address.slice(colon + 1)), host, resolve);
    });
    const bound = server.address();
    const port =
      typeof bound === 'object' && bound !== null ? bound.port : address.slice(colon + 1);
    return `${address.slice(0, colon)}:${port}`;
  }

  /** Closes the listener, if there is one. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}
