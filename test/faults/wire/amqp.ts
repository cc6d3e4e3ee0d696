import {
  after,
  Arrived,
  before,
  type Conversation,
  type Piece,
  type Protocol,
  type Question,
  type Step,
} from './protocol.js';

const headerBytes = 7;
const methodFrame = 1;
const methods = {
  channelOpen: '20.10',
  confirmSelect: '85.10',
  consume: '60.20',
  consumeOk: '60.21',
  publish: '60.40',
  deliver: '60.60',
  ack: '60.80',
  reject: '60.90',
  nack: '60.120',
};

/** Reads the arguments of a method one after the other. */
class Arguments {
  private offset: number;

  constructor(private readonly payload: Buffer) {
    this.offset = 4;
  }

  skip(bytes: number): this {
    this.offset += bytes;
    return this;
  }

  text(): string {
    const start = this.offset + 1;
    this.offset = start + this.payload.readUInt8(this.offset);
    return this.payload.toString('utf8', start, this.offset);
  }

  number(): number {
    this.offset += 8;
    return Number(this.payload.readBigUInt64BE(this.offset - 8));
  }

  flags(): number {
    this.offset += 1;
    return this.payload.readUInt8(this.offset - 1);
  }
}

/** The messages of one direction of a channel that wait for an acknowledgement, by delivery tag. */
class Unacknowledged {
  private readonly questions = new Map<number, Question>();

  add(tag: number, question: Question): void {
    this.questions.set(tag, question);
  }

  /** Takes those that a tag acknowledges: it, or with `isMultiple` all up to it (0: all). */
  take(tag: number, isMultiple: boolean): Question[] {
    const tags = [...this.questions.keys()].filter((each) =>
      isMultiple ? tag === 0 || each <= tag : each === tag,
    );
    return tags.flatMap((each) => {
      const question = this.questions.get(each);
      this.questions.delete(each);
      return question ?? [];
    });
  }
}

/** A channel: its publishes wait for confirms, its deliveries for acknowledgements. */
class AmqpChannel {
  private published = 0;
  private isConfirming = false;
  private readonly confirms = new Unacknowledged();
  private readonly deliveries = new Unacknowledged();
  private readonly consumesAsked: string[] = [];
  private readonly queues = new Map<string, string>();

  /** Notes a method of the client; returns the step that it completes. */
  fromClient(method: string, payload: Buffer): Step | undefined {
    const read = new Arguments(payload);
    switch (method) {
      case methods.confirmSelect:
        this.isConfirming = true;
        return undefined;
      case methods.consume:
        this.consumesAsked.push(read.skip(2).text());
        return undefined;
      case methods.publish:
        return before(this.publish(`${read.skip(2).text()} ${read.text()}`));
      case methods.ack:
        return after(this.deliveries.take(read.number(), (read.flags() & 1) > 0));
      case methods.reject:
        return after(this.deliveries.take(read.number(), false), false);
      case methods.nack:
        return after(this.deliveries.take(read.number(), (read.flags() & 1) > 0), false);
      default:
        return undefined;
    }
  }

  /** Notes a method of the broker; returns the step that it completes. */
  fromServer(method: string, payload: Buffer): Step | undefined {
    const read = new Arguments(payload);
    switch (method) {
      case methods.consumeOk:
        this.queues.set(read.text(), this.consumesAsked.shift() ?? '');
        return undefined;
      case methods.deliver:
        return before(this.deliver(read));
      case methods.ack:
        return after(this.confirms.take(read.number(), (read.flags() & 1) > 0));
      case methods.nack:
        return after(this.confirms.take(read.number(), (read.flags() & 1) > 0), false);
      default:
        return undefined;
    }
  }

  private publish(text: string): Question {
    const question: Question = { kind: 'publish', text };
    this.published += 1;
    if (this.isConfirming) {
      this.confirms.add(this.published, question);
    }
    return question;
  }

  private deliver(read: Arguments): Question {
    const queue = this.queues.get(read.text()) ?? '';
    const tag = read.number();
    const question: Question = { kind: 'deliver', text: `${queue} ${read.skip(1).text()} ${read.text()}` };
    this.deliveries.add(tag, question);
    return question;
  }
}

class AmqpConversation implements Conversation {
  private readonly client = new Arrived();
  private readonly server = new Arrived();
  private readonly channels = new Map<number, AmqpChannel>();
  private hasStarted = false;

  fromClient(chunk: Buffer): Piece[] {
    this.client.add(chunk);
    const pieces: Piece[] = [];
    if (!this.hasStarted) {
      // The name and version of the protocol come before the first frame.
      const bytes = this.client.take(8);
      if (!bytes) {
        return [];
      }
      this.hasStarted = true;
      pieces.push({ bytes });
    }
    return [...pieces, ...this.frames(this.client, 'fromClient')];
  }

  fromServer(chunk: Buffer): Piece[] {
    this.server.add(chunk);
    return this.frames(this.server, 'fromServer');
  }

  private frames(arrived: Arrived, direction: 'fromClient' | 'fromServer'): Piece[] {
    const pieces: Piece[] = [];
    for (let bytes = takeFrame(arrived); bytes; bytes = takeFrame(arrived)) {
      const step = this.stepOf(bytes, direction);
      pieces.push({ bytes, ...(step && { step }) });
    }
    return pieces;
  }

  private stepOf(frame: Buffer, direction: 'fromClient' | 'fromServer'): Step | undefined {
    if (frame[0] !== methodFrame) {
      return undefined;
    }
    const number = frame.readUInt16BE(1);
    const payload = frame.subarray(headerBytes);
    const method = `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`;
    const known = this.channels.get(number);
    const channel = known && method !== methods.channelOpen ? known : new AmqpChannel();
    this.channels.set(number, channel);
    return channel[direction](method, payload);
  }
}

const takeFrame = (arrived: Arrived): Buffer | undefined =>
  arrived.all.length < headerBytes ? undefined : arrived.take(headerBytes + arrived.all.readUInt32BE(3) + 1);

/**
 * AMQP 0-9-1 as RabbitMQ speaks it. The text of a publish is its exchange and routing key; of a delivery its queue,
 * exchange and routing key. The answer to a publish is the broker's confirm; to a delivery the consumer's
 * acknowledgement.
 */
export const amqp: Protocol = () => new AmqpConversation();
