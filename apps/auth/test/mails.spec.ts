import { CommandBus } from '@nestjs/cqrs';
import { v4 as uuidv4 } from 'uuid';
import { Database } from '@ates/platform';
import { OneTimeLinks } from '../src/links/one-time-links.js';
import { Mails, type NewMail } from '../src/mails/mails.js';
import { SendDueMail } from '../src/mails/send-due-mail.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { MailServer, smtpError } from '../../../test/support/mail-server.js';
import { until } from '../../../test/support/until.js';
import { AuthService } from './support/auth-service.js';

interface ListedMail {
  id: string;
  state: string;
  attempts: number;
  last_error: string | null;
}

let last = 0;
const newAddress = (): string => {
  last += 1;
  return `mail-${last}@example.org`;
};

describe('Mails of Auth (A9)', () => {
  let server: MailServer;
  let auth: AuthService;

  beforeAll(async () => {
    server = await MailServer.start();
    auth = await AuthService.start({
      environment: { SMTP_URL: server.url, MAIL_FROM: 'accounts@ates.example', MAILS_PER_ADDRESS: '3' },
    });
  });

  afterAll(async () => {
    await auth.stop();
    await server.stop();
  });

  afterEach(() => {
    server.onMail = () => undefined;
    server.onRecipient = () => undefined;
    server.rejectsLogin = false;
  });

  const transaction = <Result>(work: Parameters<Database['transaction']>[0]) =>
    auth.get(Database).transaction(work) as Promise<Result>;

  const mailTo = (
    to: string,
    more: Partial<NewMail<'confirm-address'>> = {},
  ): NewMail<'confirm-address'> => ({
    kind: 'confirm-address',
    to,
    language: 'en',
    askedBy: 'anyone',
    words: {},
    ...more,
  });

  /** Adds a mail with a link that expires after `seconds`. */
  const addWithLink = (to: string, seconds: number): Promise<void> =>
    transaction(async (tx) => {
      const links = auth.get(OneTimeLinks);
      const linkId = await links.create(tx, { purpose: 'confirm-address', subject: uuidv4(), seconds });
      await auth.get(Mails).add(tx, mailTo(to, { linkId }));
    });

  const add = (to: string, more?: Partial<NewMail<'confirm-address'>>): Promise<void> =>
    transaction((tx) => auth.get(Mails).add(tx, mailTo(to, more)));

  const listed = (to: string): Promise<ListedMail[]> =>
    auth.database.query(`select id, state, attempts, last_error from mail where recipient = $1 order by id`, [
      to,
    ]);

  /** Ends the pauses before next attempts, which are seconds here; an attempt in progress hides its mail for minutes. */
  const pauseIsOver = () =>
    auth.database.query(
      `update mail set next_attempt_at = now() where state = 'pending' and next_attempt_at < now() + interval '1 minute'`,
    );

  it('are sent once, with their id as Message-ID and a link whose token is stored nowhere', async () => {
    const to = newAddress();
    await addWithLink(to, 60);
    await until('the mail is sent', async () => (await listed(to))[0]?.state === 'sent');
    const [mail, ...more] = server.receivedBy(to);
    expect(more).toEqual([]);
    const [{ id } = { id: '' }] = await listed(to);
    expect(mail?.email).toMatchObject({
      from: { name: '', address: 'accounts@ates.example' },
      subject: 'Confirm your e-mail address',
      messageId: `<confirm-address.${id}@ates.example>`,
    });
    const link = linkIn(mail?.email ?? {});
    expect(link.startsWith(`${auth.issuer}/link/confirm-address/`)).toBe(true);
    expect(mail?.email.html).toContain(`<a href="${link}"`);
    const dump = await auth.database.query(
      `select row_to_json(l) from one_time_link l union all select row_to_json(m) from mail m`,
    );
    expect(JSON.stringify(dump)).not.toContain(link.split('/').at(-1));
  });

  it('are in the requested language', async () => {
    const to = newAddress();
    await add(to, { language: 'ru' });
    await until('the mail is sent', () => server.receivedBy(to).length === 1);
    expect(server.receivedBy(to)[0]?.email.subject).toBe('Подтвердите адрес электронной почты');
  });

  it('are not sent if the transaction rolls back', async () => {
    const to = newAddress();
    await expect(
      transaction(async (tx) => {
        await auth.get(Mails).add(tx, mailTo(to));
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await listed(to)).toEqual([]);
  });

  it('are parked if the server refuses the recipient permanently', async () => {
    const to = newAddress();
    server.onRecipient = (address) => (address === to ? smtpError(550, 'no such mailbox') : undefined);
    await add(to);
    await until('the mail is parked', async () => (await listed(to))[0]?.state === 'parked');
    expect((await listed(to))[0]?.last_error).toContain('no such mailbox');
    const { body: metrics } = await (await auth.as('admin@ates.local')).get<string>('/metrics');
    expect(metrics).toMatch(/^mails_unsent\{state="parked"\} 1$/m);
  });

  it('are retried with the same Message-ID if the server refuses temporarily or is unreachable', async () => {
    const to = newAddress();
    const refused: (string | undefined)[] = [];
    server.onMail = ({ email }) =>
      refused.push(email.messageId) > 1 ? undefined : smtpError(451, 'try again later');
    await add(to);
    await until('the mail is refused', async () =>
      (await listed(to))[0]?.last_error?.includes('try again later'),
    );
    await server.stop();
    await pauseIsOver();
    await until('an attempt has failed', async () => ((await listed(to))[0]?.attempts ?? 0) > 1);
    expect((await listed(to))[0]?.state).toBe('pending');
    await server.restart();
    await pauseIsOver();
    await until('the mail is sent', async () => (await listed(to))[0]?.state === 'sent');
    expect(server.receivedBy(to).map(({ email }) => email.messageId)).toEqual([refused[0]]);
  });

  it('are sent again with the same Message-ID if a crash lost the outcome', async () => {
    const to = newAddress();
    await add(to);
    await until('the mail is sent', async () => (await listed(to))[0]?.state === 'sent');
    // The state after a crash between the server's reply and the record of it.
    await auth.database.query(
      `update mail set state = 'pending', sent_at = null, next_attempt_at = now() where recipient = $1`,
      [to],
    );
    await until('the mail is sent again', () => server.receivedBy(to).length === 2);
    expect(new Set(server.receivedBy(to).map(({ email }) => email.messageId)).size).toBe(1);
  });

  it('are sent once each by several concurrent senders', async () => {
    const addresses = Array.from({ length: 6 }, newAddress);
    await server.stop();
    await Promise.all(addresses.map((to) => add(to)));
    await server.restart();
    await pauseIsOver();
    const send = () => auth.get(CommandBus).execute(new SendDueMail(new AbortController().signal));
    await Promise.all(Array.from({ length: 6 }, send));
    for (const to of addresses) {
      await until('the mail is sent', async () => (await listed(to))[0]?.state === 'sent');
      expect(server.receivedBy(to)).toHaveLength(1);
    }
  });

  it('are not sent once their link has expired', async () => {
    const to = newAddress();
    await addWithLink(to, 0);
    await until('the mail is outdated', async () => (await listed(to))[0]?.state === 'outdated');
    expect(server.receivedBy(to)).toEqual([]);
  });

  it('stop at the daily limit of an address in any spelling, with a separate limit for staff', async () => {
    const to = newAddress();
    // Other suites of this process count in the same registry.
    const withheld = async (): Promise<number> => {
      const { body } = await (await auth.as('admin@ates.local')).get<string>('/metrics');
      return Number(/^mails_withheld_total\{kind="confirm-address"\} (\d+)$/m.exec(body)?.[1] ?? 0);
    };
    const before = await withheld();
    for (const spelling of [to, to.toUpperCase(), to, to, to]) {
      await add(spelling);
    }
    await add(to, { askedBy: 'staff' });
    await until(
      'all mails within the limits are sent',
      () => server.received.filter((mail) => mail.to.toLowerCase() === to).length === 4,
    );
    expect((await withheld()) - before).toBe(2);
    await auth.database.query(
      `update mail set created_at = created_at - interval '1 day' where lower(recipient) = $1`,
      [to],
    );
    await add(to);
    await until(
      'another mail is sent on the next day',
      () => server.received.filter((mail) => mail.to.toLowerCase() === to).length === 5,
    );
  });
});
