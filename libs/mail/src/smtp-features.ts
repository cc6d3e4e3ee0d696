import SMTPConnection from 'nodemailer/lib/smtp-connection';

const smtpUtf8 = /^250[ -]SMTPUTF8\b/im;

/**
 * Whether a mail server takes addresses that are not ASCII before the @ (RFC 6531), by what it says when it is greeted.
 * Throws what the connection fails with, or the reason of `signal`.
 */
export async function takesUnicodeAddresses(
  options: SMTPConnection.Options,
  signal: AbortSignal,
): Promise<boolean> {
  const connection = new SMTPConnection(options);
  const breakOff = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  const greeted = new Promise<boolean>((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() => resolve(smtpUtf8.test(connection.lastServerResponse || '')));
  });
  try {
    return await Promise.race([greeted, breakOff]);
  } finally {
    connection.close();
  }
}
