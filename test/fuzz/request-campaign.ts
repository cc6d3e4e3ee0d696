import fc from 'fast-check';
import { roleTable } from '../roles/role-table.js';
import type { ServiceName, System } from '../support/system.js';
import { Documented, type ServiceDocument } from './documented.js';
import { Judge, type Exchanged } from './judge.js';
import { Leaks } from './leaks.js';
import { Learned } from './learned.js';
import { damaged, damageNumbers } from './raw-requests.js';
import { requestsOf, type FuzzedRequest } from './requests.js';
import { Sender, type WireAnswer, type WireRequest } from './sender.js';
import { Tokens } from './tokens.js';

const atOnce = 16;
const sampleSize = 200;
const serviceNames: readonly ServiceName[] = ['auth', 'tasks', 'finance'];

/** A fault, the shortest request that had it, and how many had it. */
export interface Fault {
  what: string;
  count: number;
  example: string;
}

/** What a campaign sent and found. */
export interface RequestOutcome {
  requests: number;
  /** How many answers had each status; `none` for connections closed without one. */
  statuses: Record<string, number>;
  /** Operations that answered at least one request with success, and those that there are. */
  succeeded: number;
  operations: number;
  slowestMilliseconds: number;
  faults: Fault[];
}

/** A request to send, damaged on its way or not. */
interface Planned {
  fuzzed: FuzzedRequest;
  damage: number | undefined;
}

/** Sends fuzzed requests to all operations of a running system. */
export class RequestCampaign {
  private readonly learned = new Learned();
  private readonly faults = new Map<string, Fault>();
  private readonly statuses: Record<string, number> = {};
  private readonly succeeded = new Set<string>();
  private slowestMilliseconds = 0;

  private constructor(
    private readonly documents: ReadonlyMap<ServiceName, Documented>,
    private readonly senders: ReadonlyMap<ServiceName, Sender>,
    private readonly tokens: Tokens,
    private readonly judge: Judge,
  ) {}

  /** Reads the documents of the system's services, and prepares tokens and people for it. */
  static async of(system: System): Promise<RequestCampaign> {
    const documents = new Map<ServiceName, Documented>();
    const senders = new Map<ServiceName, Sender>();
    const texts: string[] = [];
    for (const name of serviceNames) {
      const response = await fetch(`${system.services[name].url}/docs-json`);
      const text = await response.text();
      texts.push(text);
      documents.set(name, new Documented(name, JSON.parse(text) as ServiceDocument));
      senders.set(name, new Sender(system.services[name].url, atOnce));
    }
    const scopes = [...new Set(roleTable.flatMap(({ scope }) => scope ?? []))];
    const tokens = await Tokens.of(system, scopes);
    const judge = new Judge(await Leaks.of(system, texts.join('\n')));
    const campaign = new RequestCampaign(documents, senders, tokens, judge);
    campaign.learned.add('people', ...tokens.people);
    return campaign;
  }

  /** Sends `count` requests, which `seed` determines up to the ids that the services choose. */
  async run(count: number, seed: number): Promise<RequestOutcome> {
    const planned = this.plannedRequests(seed);
    let left = count;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await this.sendOne(planned.next().value);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await Promise.all([...this.senders.values()].map((sender) => sender.close()));
    return {
      requests: count,
      statuses: this.statuses,
      succeeded: this.succeeded.size,
      operations: [...this.documents.values()].flatMap(({ operations }) => operations).length,
      slowestMilliseconds: this.slowestMilliseconds,
      faults: [...this.faults.values()].sort((left, right) => right.count - left.count),
    };
  }

  private *plannedRequests(seed: number): Generator<Planned, never> {
    const all = [...this.documents.values()].flatMap(({ operations, schemas }) =>
      operations.map((operation) => requestsOf(operation, schemas)),
    );
    const damage = fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, damageNumbers);
    const one = fc.record({ fuzzed: fc.oneof(...all), damage });
    for (let sample = 0; ; sample += 1) {
      yield* fc.sample(one, { seed: seed + sample, numRuns: sampleSize });
    }
  }

  private async sendOne({ fuzzed, damage }: Planned): Promise<void> {
    const { operation, caller } = fuzzed;
    const documented = this.documents.get(operation.service) as Documented;
    const sender = this.senders.get(operation.service) as Sender;
    const request = this.wireRequestOf(fuzzed);
    const raw = damage === undefined ? undefined : damaged(request, damage);
    // With an empty id, an address belongs to another operation.
    const isElsewhere = /\/(\/|\?|$)/.test(request.target);
    const startedAt = performance.now();
    try {
      const answer = raw === undefined ? await sender.send(request) : await sender.sendRaw(raw);
      this.slowestMilliseconds = Math.max(this.slowestMilliseconds, performance.now() - startedAt);
      const sent = raw ?? (isElsewhere ? printed(request, caller) : undefined);
      this.note(documented, { operation, caller, request, answer }, sent);
    } catch (error) {
      this.fault(
        `${operation.method} ${operation.path} of ${operation.service}: no answer: ${String(error)}`,
        printed(raw ?? request, caller),
      );
    }
  }

  private note(
    documented: Documented,
    { answer, ...sent }: Omit<Exchanged, 'answer'> & { answer: WireAnswer | undefined },
    raw: string | undefined,
  ): void {
    const status = answer?.status ?? 'none';
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    if (answer === undefined) {
      return;
    }
    const { operation, request, caller } = sent;
    const faults =
      raw === undefined
        ? this.judge.faultsOf(documented, { ...sent, answer })
        : this.judge.faultsOfDamaged(documented, answer, raw);
    for (const fault of faults) {
      this.fault(
        `${operation.method} ${operation.path} of ${operation.service}: ${fault}`,
        printed(raw ?? request, caller, answer),
      );
    }
    if (raw === undefined && answer.status < 300 && request.method === operation.method) {
      this.succeeded.add(`${operation.service} ${operation.method} ${operation.path}`);
      if (answer.headers['content-type']?.startsWith('application/json') === true) {
        this.learned.learnFrom(
          operation.service,
          operation.method,
          operation.path,
          JSON.parse(answer.body.toString('utf8')),
        );
      }
    }
  }

  private fault(what: string, example: string): void {
    const known = this.faults.get(what);
    if (known === undefined) {
      this.faults.set(what, { what, count: 1, example });
    } else {
      known.count += 1;
      known.example = example.length < known.example.length ? example : known.example;
    }
  }

  private wireRequestOf({
    operation,
    caller,
    method,
    path,
    query,
    headers,
    body,
  }: FuzzedRequest): WireRequest {
    const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      this.learned.textOf(path[name] ?? ''),
    );
    const pairs = query.map(([name, value]) => `${name}=${this.learned.textOf(value)}`).join('&');
    const token = this.tokens.of(caller);
    return {
      method,
      target: pairs === '' ? filled : `${filled}?${pairs}`,
      headers: [
        ...(token === undefined ? [] : [['authorization', `Bearer ${token}`] as [string, string]]),
        ...headers,
        ...(body?.headers ?? []),
      ],
      body,
    };
  }
}

/** A request as a person would read it, without its token, with the beginning of the answer. */
function printed(request: WireRequest | string, caller: string, answer?: WireAnswer): string {
  const end =
    answer === undefined ? [] : [`-> ${answer.status} ${answer.body.toString('utf8').slice(0, 600)}`];
  if (typeof request === 'string') {
    const text = request.replaceAll(/Bearer [\w.-]+/g, 'Bearer ...');
    return [`damaged, as ${caller}: ${JSON.stringify(text.slice(0, 1500))}`, ...end].join('\n');
  }
  const { method, target, headers, body } = request;
  return [
    `${method} ${target} as ${caller}`,
    ...headers.filter(([name]) => name !== 'authorization').map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined
      ? []
      : [`${body.framing} ${JSON.stringify(body.bytes.toString('utf8').slice(0, 600))}`]),
    ...end,
  ].join('\n');
}
