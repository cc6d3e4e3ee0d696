import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { until } from '../../../../test/support/until.js';

const usualPlaces = ['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`);

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

type Waiting = (message: Message) => void;

/** A request that the browser sent. */
export interface SentRequest {
  url: string;
  method: string;
  postData?: string;
}

/** A real Chromium with one page, driven over the pipe of its debugging protocol. */
export class Chromium {
  /** All that was sent since the start. */
  readonly sent: SentRequest[] = [];
  /** What the browser complained of: blocked scripts, errors in scripts. */
  readonly complaints: string[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private session: string | undefined;

  private constructor(
    private readonly browser: ChildProcess,
    private readonly input: Writable,
    private readonly profile: string,
  ) {}

  static async start(): Promise<Chromium> {
    const program = process.env['CHROMIUM_PATH'] ?? usualPlaces.find((place) => fs.existsSync(place));
    if (program === undefined) {
      throw new Error(`There is no Chromium at ${usualPlaces.join(', ')}. Name one by CHROMIUM_PATH.`);
    }
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-chromium-'));
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    const browser = spawn(program, [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    const chromium = new Chromium(browser, browser.stdio[3] as Writable, profile);
    chromium.listen(browser.stdio[4] as Readable);
    await chromium.openPage();
    return chromium;
  }

  async stop(): Promise<void> {
    const ended = once(this.browser, 'exit');
    this.session = undefined;
    await this.command('Browser.close', {});
    await ended;
    // Its other processes may still be writing.
    await until('the profile is gone', () => {
      fs.rmSync(this.profile, { recursive: true, force: true });
      return true;
    });
  }

  async open(url: string): Promise<void> {
    await this.command('Page.navigate', { url });
    await until(`${url} is shown`, async () => (await this.evaluate('document.readyState')) === 'complete');
  }

  /** What an expression is on the page; its value must be plain JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.command('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value?: unknown }).value;
  }

  async type(selector: string, text: string): Promise<void> {
    await this.command('DOM.focus', { nodeId: await this.find(selector) });
    await this.command('Input.insertText', { text });
  }

  async chooseFile(selector: string, file: string): Promise<void> {
    await this.command('DOM.setFileInputFiles', { nodeId: await this.find(selector), files: [file] });
  }

  /** Presses Enter where the last text was typed. */
  async pressEnter(): Promise<void> {
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 };
    await this.command('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...key });
    await this.command('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  async disableScripts(): Promise<void> {
    await this.command('Emulation.setScriptExecutionDisabled', { value: true });
  }

  private async find(selector: string): Promise<unknown> {
    const { root } = await this.command('DOM.getDocument', {});
    const { nodeId } = root as { nodeId: number };
    return (await this.command('DOM.querySelector', { nodeId, selector }))['nodeId'];
  }

  private async openPage(): Promise<void> {
    const { targetId } = await this.command('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.command('Target.attachToTarget', { targetId, flatten: true });
    this.session = String(sessionId);
    for (const domain of ['Page', 'DOM', 'Runtime', 'Network', 'Log']) {
      await this.command(`${domain}.enable`, {});
    }
  }

  private command(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    this.lastId += 1;
    const id = this.lastId;
    this.input.write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result = {}, error }) => {
        if (error) {
          reject(new Error(`${method}: ${error.message}`));
        } else {
          resolve(result);
        }
      });
    });
  }

  private listen(output: Readable): void {
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const messages = text.split('\0');
      text = messages.pop() ?? '';
      for (const message of messages) {
        this.receive(JSON.parse(message) as Message);
      }
    });
  }

  private receive(message: Message): void {
    if (message.id !== undefined) {
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
    } else if (message.method === 'Network.requestWillBeSent') {
      this.sent.push(message.params?.['request'] as SentRequest);
    } else if (message.method === 'Log.entryAdded' || message.method === 'Runtime.exceptionThrown') {
      this.complaints.push(JSON.stringify(message.params));
    }
  }
}
