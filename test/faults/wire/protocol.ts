/**
 * Something that one side asks the other over a connection. Kinds: `statement` and `commit` (PostgreSQL), `publish` and
 * `deliver` (RabbitMQ), `request` (HTTP), `mail` (SMTP). The text of a statement is its SQL; of a commit, the SQL of all
 * its statements; of the others, see their protocols.
 */
export interface Question {
  kind: 'statement' | 'commit' | 'publish' | 'deliver' | 'request' | 'mail';
  text: string;
}

/**
 * A moment in the life of a question: `before` the receiver gets it; or `after` the receiver has handled it, before the
 * other side gets the answer (the result, the confirm, the acknowledgement, the response, the 250).
 */
export interface Step extends Question {
  moment: 'before' | 'after';
  /** False for an answer that refuses what was asked. */
  isGood: boolean;
}

/** Bytes that a proxy passes on together, and the step that passing them on completes. */
export interface Piece {
  bytes: Buffer;
  step?: Step;
}

/** Splits what the two sides of one connection send into pieces. Each byte is in exactly one piece, in order. */
export interface Conversation {
  fromClient(chunk: Buffer): Piece[];
  fromServer(chunk: Buffer): Piece[];
}

/** Begins a conversation for a new connection. */
export type Protocol = () => Conversation;

/** Passes everything on without reading it. */
export const anyProtocol: Protocol = () => ({
  fromClient: (chunk) => [{ bytes: chunk }],
  fromServer: (chunk) => [{ bytes: chunk }],
});

/** A question on its way to the receiver. */
export const before = ({ kind, text }: Question): Step => ({ moment: 'before', kind, text, isGood: true });

/** The answer to questions on its way back; undefined without a question. The texts are one a line. */
export function after(questions: readonly Question[], isGood = true): Step | undefined {
  const last = questions.at(-1);
  return last && { moment: 'after', kind: last.kind, text: textOf(questions), isGood };
}

const textOf = (questions: readonly Question[]): string => questions.map(({ text }) => text).join('\n');

/** Bytes that have arrived but not been split yet. */
export class Arrived {
  private bytes: Buffer = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
  }

  /** What has arrived, without taking it. */
  get all(): Buffer {
    return this.bytes;
  }

  /** Takes the first `length` bytes; undefined until all of them have arrived. */
  take(length: number): Buffer | undefined {
    if (this.bytes.length < length) {
      return undefined;
    }
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }
}
