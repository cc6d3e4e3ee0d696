import { emailAddress } from '@ates/contracts';
import { FolderMailer, MailRefused, MailServerFailed, SmtpMailer, type Mail } from '@ates/mail';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MailServer } from '../../../test/support/mail-server.js';

const mailTo = (to: string): Mail => ({
  name: 'statement',
  messageId: '<statement@ates.example>',
  to: emailAddress.parse(to),
  subject: 'Your statement',
  text: 'Nothing happened.',
  html: '<p>Nothing happened.</p>',
});

const never = new AbortController().signal;

describe('A mail to any valid address (F7)', () => {
  let server: MailServer;
  let mailer: SmtpMailer;

  beforeEach(async () => {
    server = await MailServer.start();
    mailer = new SmtpMailer(server.url, emailAddress.parse('books@пример.рф'));
  });

  afterEach(async () => {
    mailer.close();
    await server.stop();
  });

  // The test server shows domains as people write them.
  it.each([
    ['a&b@example.org', 'a&b@example.org', 'a&b@example.org'],
    ["o'hara+x=y@example.org", "o'hara+x=y@example.org", "o'hara+x=y@example.org"],
    ['user@пример.рф', 'user@пример.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['user@xn--e1afmkfd.xn--p1ai', 'user@пример.рф', 'user@xn--e1afmkfd.xn--p1ai'],
    ['User@EXAMPLE.org', 'User@example.org', 'User@example.org'],
    ['"a,b"@example.org', '"a,b"@example.org', '"a,b"@example.org'],
    ['x@[127.0.0.1]', 'x@[127.0.0.1]', 'x@[127.0.0.1]'],
    ['пример@пример.рф', 'пример@пример.рф', 'пример@пример.рф'],
  ])('reaches %s and no one else', async (typed, recipient, inHeader) => {
    await mailer.send(mailTo(typed), never);
    expect(server.received.map(({ to }) => to)).toEqual([recipient]);
    const [{ raw, email } = { raw: '', email: undefined }] = server.received;
    expect(raw).toMatch(/^From: books@xn--e1afmkfd\.xn--p1ai\r$/m);
    expect(email?.to).toMatchObject([{ address: inHeader, name: '' }]);
    expect(email?.cc ?? []).toEqual([]);
  });

  it('is refused unsent, with a reason, if its address needs SMTPUTF8 and the server does not support it', async () => {
    await server.stop();
    server.supportsSmtpUtf8 = false;
    await server.restart();
    const refused = mailer.send(mailTo('пример@пример.рф'), never);
    await expect(refused).rejects.toBeInstanceOf(MailRefused);
    await expect(refused).rejects.toThrow(/SMTPUTF8.*another address/);
    expect(server.received).toEqual([]);
    await mailer.send(mailTo('user@пример.рф'), never);
    expect(server.received.map(({ to }) => to)).toEqual(['user@пример.рф']);
  });

  it('fails with MailServerFailed, not MailRefused, while the server is down', async () => {
    await server.stop();
    await expect(mailer.send(mailTo('пример@пример.рф'), never)).rejects.toBeInstanceOf(MailServerFailed);
  });

  it('is written to a file by FolderMailer', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mail-'));
    await new FolderMailer(folder, 'books@ates.example').send(mailTo('пример@пример.рф'));
    expect(await readFile(path.join(folder, 'statement.eml'), 'utf8')).toContain(
      '\r\nTo: пример@пример.рф\r\n',
    );
    await rm(folder, { recursive: true });
  });
});
