/** A mail to one person. Only `text` and `html` may contain text that people wrote. */
export interface Mail {
  /** A permanent name for the mail, usable as a file name. */
  name: string;
  /** Includes the angle brackets. */
  messageId: string;
  /** The bare address. */
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Thrown when this mail can never be delivered: the server permanently rejected the recipient or the mail itself. */
export class MailRefused extends Error {}

/** Thrown when no mail at all can be sent right now. */
export class MailServerFailed extends Error {}

/** Sends mails. */
export abstract class Mailer {
  /**
   * Resolves when the mail has been accepted. Throws MailRefused or MailServerFailed; any other error is a temporary
   * failure of this mail. `signal` aborts the attempt; the mail may then have been accepted or not.
   */
  abstract send(mail: Mail, signal: AbortSignal): Promise<void>;

  /** Closes the connections kept open for further mails. */
  abstract close(): void;
}
