import {
  after,
  Arrived,
  before,
  type Conversation,
  type Piece,
  type Protocol,
  type Question,
} from './protocol.js';

const endOfHead = '\r\n\r\n';
const endOfLine = '\r\n';

/** What comes next in one direction; of a body, how many bytes, and whether a chunk follows them. */
type Next =
  | { part: 'head' | 'chunk size' | 'trailer' | 'everything' }
  | { part: 'body'; bytes: number; isChunk: boolean };

interface Part {
  bytes: Buffer;
  /** The text of a head; a part without one belongs to a body. */
  head?: string;
}

/** Splits one direction of a connection into heads and parts of bodies. */
class HttpMessages {
  private readonly arrived = new Arrived();
  private expected: Next = { part: 'head' };

  /** `afterHead` says what follows a head. */
  constructor(private readonly afterHead: (head: string) => Next) {}

  split(chunk: Buffer): Part[] {
    this.arrived.add(chunk);
    const parts: Part[] = [];
    for (let part = this.next(); part; part = this.next()) {
      parts.push(part);
    }
    return parts;
  }

  private next(): Part | undefined {
    const { expected, arrived } = this;
    switch (expected.part) {
      case 'head':
        return this.takeThrough(endOfHead, (head) => ({ head, next: this.afterHead(head) }));
      case 'chunk size':
        return this.takeThrough(endOfLine, (line) => ({ next: afterChunkSize(parseInt(line, 16)) }));
      case 'trailer':
        return this.takeThrough(endOfLine, (line) => ({
          next: line === endOfLine ? { part: 'head' } : expected,
        }));
      case 'everything':
        return this.takeUpTo(arrived.all.length);
      case 'body':
        return this.takeBody(expected);
    }
  }

  private takeThrough(end: string, read: (text: string) => { head?: string; next: Next }): Part | undefined {
    const at = this.arrived.all.indexOf(end);
    const bytes = at === -1 ? undefined : this.arrived.take(at + end.length);
    if (!bytes) {
      return undefined;
    }
    const { next, ...part } = read(bytes.toString('latin1'));
    this.expected = next;
    return { bytes, ...part };
  }

  private takeBody(body: Extract<Next, { part: 'body' }>): Part | undefined {
    const part = this.takeUpTo(body.bytes);
    const bytes = body.bytes - (part?.bytes.length ?? 0);
    this.expected = bytes > 0 ? { ...body, bytes } : { part: body.isChunk ? 'chunk size' : 'head' };
    return part ?? (bytes === 0 ? this.next() : undefined);
  }

  private takeUpTo(most: number): Part | undefined {
    const length = Math.min(most, this.arrived.all.length);
    const bytes = length > 0 ? this.arrived.take(length) : undefined;
    return bytes && { bytes };
  }
}

// The data of a chunk ends with a line break of its own.
const afterChunkSize = (size: number): Next =>
  size === 0 ? { part: 'trailer' } : { part: 'body', bytes: size + endOfLine.length, isChunk: true };

function bodyOf(head: string, otherwise: Next): Next {
  if (/^transfer-encoding:.*\bchunked/im.test(head)) {
    return { part: 'chunk size' };
  }
  const length = /^content-length:\s*(\d+)/im.exec(head)?.[1];
  return length === undefined ? otherwise : { part: 'body', bytes: Number(length), isChunk: false };
}

const statusOf = (head: string): number => Number(head.split(' ', 2)[1]);

class HttpConversation implements Conversation {
  private readonly unanswered: Question[] = [];
  private readonly requests = new HttpMessages((head) => bodyOf(head, { part: 'head' }));
  private readonly responses = new HttpMessages((head) => this.afterResponseHead(head));

  fromClient(chunk: Buffer): Piece[] {
    return this.requests.split(chunk).map(({ bytes, head }) => {
      if (head === undefined) {
        return { bytes };
      }
      const question: Question = { kind: 'request', text: head.split(' ', 2).join(' ') };
      this.unanswered.push(question);
      return { bytes, step: before(question) };
    });
  }

  fromServer(chunk: Buffer): Piece[] {
    return this.responses.split(chunk).map(({ bytes, head }) => {
      // Responses such as 100 Continue come before the answer.
      if (head === undefined || statusOf(head) < 200) {
        return { bytes };
      }
      const question = this.unanswered.shift();
      const step = question && after([question], statusOf(head) < 400);
      return { bytes, ...(step && { step }) };
    });
  }

  private afterResponseHead(head: string): Next {
    const status = statusOf(head);
    if (status === 101) {
      return { part: 'everything' };
    }
    const hasNoBody = status < 200 || status === 204 || status === 304;
    if (hasNoBody || this.unanswered[0]?.text.startsWith('HEAD ')) {
      return { part: 'head' };
    }
    return bodyOf(head, { part: 'everything' });
  }
}

/** HTTP/1.1. The text of a request is its method and target; the answer to it is the head of the response. */
export const http: Protocol = () => new HttpConversation();
