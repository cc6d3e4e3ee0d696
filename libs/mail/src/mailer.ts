/** A mail to one person. Nothing that a person wrote may be in any field but `text` and `html`. */
export interface Mail {
  /** Names the mail permanently, as a file's name. */
  name: string;
  /** With its angle brackets. */
  messageId: string;
  /** The bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** This mail will never be taken: the recipient or the mail itself was refused for good. */
export class MailRefused extends Error {}

/** No mail would get through now, whoever it is to. */
export class MailServerFailed extends Error {}

/** Where mails go. */
export abstract class Mailer {
  /**
   * Resolves when the mail has been taken. Throws MailRefused or MailServerFailed; any other error is about this mail
   * for now. `signal` breaks it off; then it may have been taken or not.
   */
  abstract send(mail: Mail, signal: AbortSignal): Promise<void>;

  /** Ends the connections that are kept for the next mail. */
  abstract close(): void;
}
