import {
  after,
  Arrived,
  before,
  type Conversation,
  type Piece,
  type Protocol,
  type Question,
} from './protocol.js';

// Codes in place of a protocol version, in the first message of a connection.
const encryptionRequests = new Set([80877103, 80877104]);
const lengthBytes = 4;
// Answers after which data flows in both directions: CopyIn, CopyOut and CopyBoth.
const copying = new Set(['G', 'H', 'W']);

/** The text before the next zero byte, and where the bytes after it begin. */
function readText(bytes: Buffer, from: number): { text: string; end: number } {
  const zero = bytes.indexOf(0, from);
  return { text: bytes.toString('utf8', from, zero), end: zero + 1 };
}

/**
 * What a connection to PostgreSQL has asked and not been answered yet. Prepared statements are known by their SQL, and
 * a COMMIT by all statements of its transaction. A statement outside of a transaction is a commit, too.
 */
class Statements {
  private readonly prepared = new Map<string, string>();
  private readonly portals = new Map<string, string>();
  private transaction: string[] | undefined;
  private asked: Question[] = [];
  // PostgreSQL says ReadyForQuery once without a question, after the sign-in.
  private readonly unanswered: Question[][] = [[]];

  /** Notes a message of the client; returns the question if it asks one. */
  note(type: string, body: Buffer): Question | undefined {
    switch (type) {
      case 'P': {
        const { text: name, end } = readText(body, 0);
        this.prepared.set(name, readText(body, end).text);
        return undefined;
      }
      case 'B': {
        const { text: portal, end } = readText(body, 0);
        this.portals.set(portal, this.prepared.get(readText(body, end).text) ?? '');
        return undefined;
      }
      case 'E':
        return this.ask(this.portals.get(readText(body, 0).text) ?? '');
      case 'Q': {
        const question = this.ask(readText(body, 0).text);
        this.expectAnswer();
        return question;
      }
      case 'F':
      case 'S':
        this.expectAnswer();
        return undefined;
      default:
        return undefined;
    }
  }

  /** The questions that the next ReadyForQuery answers. */
  answered(): Question[] {
    return this.unanswered.shift() ?? [];
  }

  private expectAnswer(): void {
    this.unanswered.push(this.asked);
    this.asked = [];
  }

  private ask(sql: string): Question {
    const question = this.questionOf(sql);
    this.asked.push(question);
    return question;
  }

  private questionOf(sql: string): Question {
    if (/^\s*(?:begin|start transaction)\b/i.test(sql)) {
      this.transaction = [];
    } else if (/^\s*rollback\b(?! to\b)/i.test(sql)) {
      this.transaction = undefined;
    } else if (/^\s*commit\b/i.test(sql)) {
      const text = [...(this.transaction ?? []), sql].join('\n');
      this.transaction = undefined;
      return { kind: 'commit', text };
    } else if (!this.transaction) {
      return { kind: 'commit', text: sql };
    } else {
      this.transaction.push(sql);
    }
    return { kind: 'statement', text: sql };
  }
}

class PostgresConversation implements Conversation {
  private readonly client = new Arrived();
  private readonly server = new Arrived();
  private readonly statements = new Statements();
  private hasStarted = false;
  private isAskingForEncryption = false;
  private isEncrypted = false;
  /** The messages of an answer, until it is complete. */
  private answer: Buffer[] = [];
  private isGood = true;

  fromClient(chunk: Buffer): Piece[] {
    if (this.isEncrypted) {
      return [{ bytes: chunk }];
    }
    this.client.add(chunk);
    const pieces: Piece[] = [];
    for (let piece = this.nextOfClient(); piece; piece = this.nextOfClient()) {
      pieces.push(piece);
    }
    return pieces;
  }

  private nextOfClient(): Piece | undefined {
    if (this.hasStarted) {
      const message = takeMessage(this.client);
      const question = message && this.statements.note(message.type, message.body);
      return message && { bytes: message.bytes, ...(question && { step: before(question) }) };
    }
    const { all } = this.client;
    const bytes = all.length < lengthBytes ? undefined : this.client.take(all.readInt32BE(0));
    if (bytes) {
      this.isAskingForEncryption = encryptionRequests.has(bytes.readInt32BE(lengthBytes));
      this.hasStarted = !this.isAskingForEncryption;
    }
    return bytes && { bytes };
  }

  fromServer(chunk: Buffer): Piece[] {
    if (this.isEncrypted) {
      return [{ bytes: chunk }];
    }
    if (this.isAskingForEncryption) {
      this.isAskingForEncryption = false;
      this.isEncrypted = chunk.toString('latin1') !== 'N';
      return [{ bytes: chunk }];
    }
    this.server.add(chunk);
    const pieces: Piece[] = [];
    for (let message = takeMessage(this.server); message; message = takeMessage(this.server)) {
      pieces.push(...this.answerWith(message));
    }
    return pieces;
  }

  /** Collects the messages of an answer into one piece, so that it is passed on completely or not at all. */
  private answerWith({ type, bytes }: Message): Piece[] {
    this.answer.push(bytes);
    this.isGood &&= type !== 'E';
    const isWholeAnswer = type === 'Z';
    // Everything before the first statement, and copied data, is passed on as it comes.
    if (!isWholeAnswer && !copying.has(type) && type !== 'd' && type !== 'R') {
      return [];
    }
    const step = isWholeAnswer ? after(this.statements.answered(), this.isGood) : undefined;
    const piece: Piece = { bytes: Buffer.concat(this.answer), ...(step && { step }) };
    this.answer = [];
    this.isGood = true;
    return [piece];
  }
}

interface Message {
  type: string;
  bytes: Buffer;
  body: Buffer;
}

function takeMessage(arrived: Arrived): Message | undefined {
  const { all } = arrived;
  const bytes = all.length < 1 + lengthBytes ? undefined : arrived.take(1 + all.readInt32BE(1));
  return bytes && { type: String.fromCharCode(bytes[0] ?? 0), bytes, body: bytes.subarray(1 + lengthBytes) };
}

/** PostgreSQL's frontend/backend protocol, version 3. */
export const postgres: Protocol = () => new PostgresConversation();
