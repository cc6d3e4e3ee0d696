import { problemType, type Documented } from './documented.js';
import type { Leaks } from './leaks.js';
import type { CallerName, Operation } from './requests.js';
import type { WireAnswer, WireRequest } from './sender.js';

/** What was asked, and what came of it. */
export interface Exchanged {
  operation: Operation;
  caller: CallerName;
  request: WireRequest;
  answer: WireAnswer;
}

const strangers: readonly CallerName[] = ['no token', 'expired token', 'forged token'];
const withoutBody = [204, 304];

/** Judges answers by the documents of the services. */
export class Judge {
  constructor(private readonly leaks: Leaks) {}

  /** Everything that is wrong with an answer, in words; nothing if it is as documented. */
  faultsOf(documented: Documented, exchanged: Exchanged): string[] {
    const { operation, caller, request, answer } = exchanged;
    const faults: (string | undefined)[] = [this.leakIn(exchanged), headerFault(answer)];
    const isStranger = strangers.includes(caller) && !operation.isPublic;
    if (isStranger && answer.status < 300 && request.method === operation.method) {
      faults.push(`${caller} gets ${answer.status}`);
    }
    if (request.method === 'HEAD' || withoutBody.includes(answer.status)) {
      faults.push(answer.body.length > 0 ? `${answer.status} with a body` : undefined);
    }
    if (answer.status >= 400) {
      faults.push(...(request.method === 'HEAD' ? [] : problemFaults(documented, exchanged)));
    } else if (request.method === operation.method) {
      faults.push(successFault(documented, exchanged));
    }
    return faults.filter((fault) => fault !== undefined);
  }

  /** The same for a request that was damaged on its way: whatever it has become, its answer is safe. */
  faultsOfDamaged(documented: Documented, answer: WireAnswer, sent: string): string[] {
    const { status, headers, body } = answer;
    const isProblem = headers['content-type'] === `${problemType}; charset=utf-8`;
    const violation = isProblem && body.length > 0 ? documented.problemViolation(parsed(body)) : undefined;
    const leak = status >= 400 ? this.leaks.in(body.toString('utf8'), sent) : undefined;
    const faults = [
      status >= 500 && status !== 503 && status !== 505 ? `${status} to a damaged request` : undefined,
      violation && `${status} is not a problem as documented: ${violation}`,
      leak && `gives away ${leak}`,
      headerFault(answer),
    ];
    return faults.filter((fault) => fault !== undefined);
  }

  private leakIn({ request, answer }: Exchanged): string | undefined {
    const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`);
    const sent = [
      request.target,
      decoded(request.target),
      ...request.headers.map(([, value]) => value),
      request.body?.bytes.toString('utf8') ?? '',
    ].join('\n');
    // What people have written into the system may look like anything, so only problems are judged by their words.
    const isText = answer.status >= 400;
    const leak = this.leaks.in(
      [...headers, ...(isText ? [answer.body.toString('utf8')] : [])].join('\n'),
      sent,
    );
    return leak && `gives away ${leak}`;
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const headerFault = ({ headers }: WireAnswer): string | undefined =>
  headers['x-content-type-options'] !== 'nosniff' || headers['x-powered-by'] !== undefined
    ? 'without the usual security headers'
    : undefined;

function problemFaults(documented: Documented, { operation, request, answer }: Exchanged): string[] {
  const { status, headers } = answer;
  if (headers['content-type'] !== `${problemType}; charset=utf-8`) {
    return [`${status} is ${headers['content-type']}, not a problem`];
  }
  const body = parsed(answer.body);
  const violation = documented.problemViolation(body);
  if (violation !== undefined) {
    return [`${status} is not a problem as documented: ${violation}`];
  }
  const { type, status: said } = body as { type: string; status: number };
  const faults = said === status ? [] : [`${status} says that it is ${said}`];
  // Another method than the operation's may reach another operation.
  const isAnother = request.method !== operation.method && status !== 500;
  if (status >= 500 && (status !== 503 || !documented.knowsProblem(operation, status, type))) {
    faults.push(`${status} ${type}`);
  } else if (!isAnother && !documented.knowsProblem(operation, status, type)) {
    faults.push(`${status} ${type} is not documented`);
  }
  return faults;
}

function successFault(documented: Documented, { operation, answer }: Exchanged): string | undefined {
  const { status, headers, body } = answer;
  const media = documented.mediaOf(operation, status);
  if (media === undefined) {
    return `${status} is not documented`;
  }
  const types = Object.keys(media);
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (types.length === 0) {
    return body.length > 0 ? `${status} has a body, which is not documented` : undefined;
  }
  if (!types.includes(type)) {
    return `${status} is ${type}, not ${types.join(' or ')}`;
  }
  const violation =
    type === 'application/json' ? documented.violationOf(media[type]?.schema, parsed(body)) : undefined;
  return violation && `${status} violates its schema: ${violation}`;
}

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};
