import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { orAborted } from '@ates/platform';

const smtpUtf8 = /^250[ -]SMTPUTF8\b/im;

/**
 * Whether a mail server accepts addresses with non-ASCII characters before the @ (RFC 6531), according to its answer to
 * EHLO. Throws the connection's error, or the reason of `signal`.
 */
export async function supportsUnicodeAddresses(
  options: SMTPConnection.Options,
  signal: AbortSignal,
): Promise<boolean> {
  const connection = new SMTPConnection(options);
  const greeted = new Promise<boolean>((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() => resolve(smtpUtf8.test(connection.lastServerResponse || '')));
  });
  try {
    return await orAborted(greeted, signal);
  } finally {
    connection.close();
  }
}
