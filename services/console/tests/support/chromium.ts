import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const START_MS = 20_000;

/** The browser of CHROMIUM_BIN, else one on the PATH; null when there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const all = process.env.CHROMIUM_BIN ? [process.env.CHROMIUM_BIN] : places;
  return all.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A message of the DevTools protocol, as far as it is read here. */
interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One tab of a real browser, driven by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/). */
export class Tab {
  /** Addresses that the page asked for. */
  readonly requests: string[] = [];
  /** What the browser complained about. */
  readonly complaints: string[] = [];
  readonly #socket: WebSocket;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  #session = '';
  #loads = 0;
  #last = 0;

  private constructor(socket: WebSocket, started: ChildProcess, folder: string) {
    this.#socket = socket;
    this.#process = started;
    this.#folder = folder;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
  }

  static async open(binary: string): Promise<Tab> {
    const folder = mkdtempSync(join(tmpdir(), 'hustings-chromium-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const profile = [`--user-data-dir=${folder}`, '--remote-debugging-port=0', '--no-first-run'];
    const started = spawn(binary, [...flags, ...profile, 'about:blank'], { stdio: 'ignore' });
    const [port = '', path = ''] = await vi.waitFor(
      () => readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n'),
      { timeout: START_MS, interval: 50 },
    );
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    const tab = new Tab(socket, started, folder);
    await tab.#attach();
    return tab;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#socket.close();
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Sets the width in CSS pixels and the colour scheme. */
  async look(width: number, scheme: 'light' | 'dark'): Promise<void> {
    const metrics = { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 };
    await this.#send('Emulation.setDeviceMetricsOverride', metrics);
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.#send('Emulation.setEmulatedMedia', { features });
  }

  /** Opens a page and waits until it has loaded. */
  async visit(url: string): Promise<void> {
    await this.#loading(() => this.#send('Page.navigate', { url }));
  }

  /** Presses the page's button with a real click and waits until the answer has loaded. */
  async press(): Promise<void> {
    await this.#loading(() => this.run(`document.querySelector('button').click()`));
  }

  /** The value of an expression in the page. */
  async run<T>(expression: string): Promise<T> {
    const { result } = await this.#send('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value: T }).value;
  }

  /** The whole page as PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.#send('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(String(data), 'base64');
  }

  async #attach(): Promise<void> {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const attached = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    this.#session = String(attached.sessionId);
    for (const part of ['Page', 'Network', 'Runtime', 'Log']) await this.#send(`${part}.enable`);
  }

  async #loading(act: () => Promise<unknown>): Promise<void> {
    const before = this.#loads;
    await act();
    await vi.waitFor(() => {
      if (this.#loads === before) throw new Error('the page has not loaded');
    }, START_MS);
  }

  #send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#waiting.set(id, answer);
    const session = this.#session === '' ? {} : { sessionId: this.#session };
    this.#socket.send(JSON.stringify({ id, method, params, ...session }));
    return answer.promise;
  }

  #receive({ id, method, params = {}, result, error }: Message): void {
    if (id !== undefined) {
      const answer = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) answer?.resolve(result ?? {});
      else answer?.reject(new Error(error.message));
      return;
    }
    if (method === 'Page.loadEventFired') this.#loads += 1;
    if (method === 'Network.requestWillBeSent') {
      this.requests.push((params.request as { url: string }).url);
    }
    if (method === 'Log.entryAdded') this.complaints.push(JSON.stringify(params.entry));
    if (method === 'Runtime.exceptionThrown') this.complaints.push(JSON.stringify(params));
  }
}
