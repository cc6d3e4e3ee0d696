import {
  after,
  Arrived,
  before,
  type Conversation,
  type Piece,
  type Protocol,
  type Question,
} from './protocol.js';

const endOfMail = Buffer.from('\r\n.\r\n');

/** A command that waits for its reply; the end of a mail counts as one. */
interface Command {
  line: string;
  mail?: Question;
}

class SmtpConversation implements Conversation {
  private readonly client = new Arrived();
  private readonly server = new Arrived();
  // The server speaks first.
  private readonly unanswered: Command[] = [{ line: 'greeting' }];
  private recipients: string[] = [];
  private mail: Question | undefined;
  private isSendingMail = false;
  private reply: Buffer[] = [];

  fromClient(chunk: Buffer): Piece[] {
    this.client.add(chunk);
    const pieces: Piece[] = [];
    for (let piece = this.nextOfClient(); piece; piece = this.nextOfClient()) {
      pieces.push(piece);
    }
    return pieces;
  }

  private nextOfClient(): Piece | undefined {
    return this.isSendingMail ? this.restOfMail() : this.command();
  }

  /** Holds a mail back until it is complete, so that the server gets all of it or nothing. */
  private restOfMail(): Piece | undefined {
    const end = this.client.all.indexOf(endOfMail);
    const bytes = end === -1 ? undefined : this.client.take(end + endOfMail.length);
    if (bytes) {
      this.isSendingMail = false;
      this.unanswered.push({ line: '.', ...(this.mail && { mail: this.mail }) });
    }
    return bytes && { bytes };
  }

  private command(): Piece | undefined {
    const bytes = takeLine(this.client);
    if (!bytes) {
      return undefined;
    }
    const line = bytes.toString('utf8').trimEnd();
    this.unanswered.push({ line });
    if (/^mail from:/i.test(line)) {
      this.recipients = [];
    }
    this.recipients.push(...(/^rcpt to:\s*<([^>]*)>/i.exec(line)?.slice(1) ?? []));
    if (!/^data$/i.test(line)) {
      return { bytes };
    }
    this.mail = { kind: 'mail', text: this.recipients.join('\n') };
    return { bytes, step: before(this.mail) };
  }

  fromServer(chunk: Buffer): Piece[] {
    this.server.add(chunk);
    const pieces: Piece[] = [];
    for (let line = takeLine(this.server); line; line = takeLine(this.server)) {
      this.reply.push(line);
      const text = line.toString('latin1');
      // A hyphen after the code announces further lines.
      if (text[3] !== '-') {
        pieces.push(this.answer(text));
      }
    }
    return pieces;
  }

  private answer(lastLine: string): Piece {
    const command = this.unanswered.shift();
    const bytes = Buffer.concat(this.reply);
    this.reply = [];
    if (/^data$/i.test(command?.line ?? '') && lastLine.startsWith('354')) {
      this.isSendingMail = true;
    }
    const step = command?.mail && after([command.mail], lastLine.startsWith('2'));
    return { bytes, ...(step && { step }) };
  }
}

function takeLine(arrived: Arrived): Buffer | undefined {
  const end = arrived.all.indexOf('\r\n');
  return end === -1 ? undefined : arrived.take(end + 2);
}

/** SMTP without encryption. The text of a mail is its recipients; the answer to it is the reply to its last line. */
export const smtp: Protocol = () => new SmtpConversation();
