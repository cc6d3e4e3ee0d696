import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../tools/processes/ports.mjs';

export interface ReceivedMail {
  to: string;
  raw: string;
  email: Email;
}

/** An error that rejects a recipient or mail with an SMTP status. */
export const smtpError = (status: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode: status });

/** Returns the error that rejects it, or undefined to accept. */
type Reply<Question> = (question: Question) => Error | undefined | Promise<Error | undefined>;

/** A real SMTP server that accepts mails unless configured otherwise. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  withholdsGreeting = false;
  rejectsLogin = false;
  /** Whether it offers SMTPUTF8 for non-ASCII addresses; takes effect when it starts to listen. */
  supportsSmtpUtf8 = true;
  onRecipient: Reply<string> = () => undefined;
  /** Called once the whole mail has arrived, before it counts as received. */
  onMail: Reply<ReceivedMail> = () => undefined;
  private server: SMTPServer | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<MailServer> {
    // Outside the range of outgoing connections: one of them could take the port while this server is stopped.
    const mailServer = new MailServer(await freePort());
    await mailServer.restart();
    return mailServer;
  }

  /** Its URL, with a valid login and short client timeouts. */
  get url(): string {
    return `smtp://finance:secret@127.0.0.1:${this.port}?greetingTimeout=4000&connectionTimeout=4000`;
  }

  get messageIds(): (string | undefined)[] {
    return this.received.map(({ email }) => email.messageId);
  }

  receivedBy(address: string): ReceivedMail[] {
    return this.received.filter(({ to }) => to === address);
  }

  /** Listens, on the same port as before. */
  async restart(): Promise<void> {
    this.server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      hideSMTPUTF8: !this.supportsSmtpUtf8,
      authMethods: ['PLAIN', 'LOGIN'],
      allowInsecureAuth: true,
      closeTimeout: 1,
      onConnect: (_session, callback) => {
        if (!this.withholdsGreeting) {
          callback();
        }
      },
      onAuth: (_auth, _session, callback) =>
        this.rejectsLogin
          ? callback(smtpError(535, 'authentication failed'))
          : callback(null, { user: 'finance' }),
      onRcptTo: ({ address }, _session, callback) => {
        void Promise.resolve(this.onRecipient(address)).then(callback);
      },
      onData: (stream, session, callback) => {
        void this.receive(stream, session.envelope.rcptTo[0]?.address ?? '').then(callback, callback);
      },
    });
    this.server.on('error', () => undefined);
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  /** Stops, and closes all connections. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) {
      await new Promise<void>((resolve) => server.close(resolve));
    }
  }

  private async receive(stream: NodeJS.ReadableStream, to: string): Promise<Error | undefined> {
    const raw = await text(stream);
    const mail = { to, raw, email: await PostalMime.parse(raw) };
    const error = await this.onMail(mail);
    if (!error) {
      this.received.push(mail);
    }
    return error;
  }
}
