import { MailServerFailed, SmtpMailer } from '@ates/mail';
import { WireProxy } from '../../../test/faults/wire/proxy.js';
import { MailServer } from '../../../test/support/mail-server.js';

describe('A mail server connection that goes silent (S10)', () => {
  let server: MailServer;
  let proxy: WireProxy;
  let mailer: SmtpMailer;

  beforeAll(async () => {
    server = await MailServer.start();
    proxy = await WireProxy.inFrontOf(server.url);
    // A shorter timeout than usual, so the test need not wait half a minute.
    mailer = new SmtpMailer(`${proxy.url}&socketTimeout=1000`, 'finance@ates.local');
  });

  afterAll(async () => {
    mailer.close();
    await proxy.stop();
    await server.stop();
  });

  const send = (name: string): Promise<void> =>
    mailer.send(
      {
        to: 'polly@ates.local',
        subject: name,
        text: name,
        html: `<p>${name}</p>`,
        messageId: `<${name}@ates.local>`,
        name,
      },
      new AbortController().signal,
    );

  it('fails its mail within seconds, and the next mail uses a new connection', async () => {
    await send('first');
    proxy.silence();
    const startedAt = performance.now();
    await expect(send('second')).rejects.toBeInstanceOf(MailServerFailed);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    await send('third');
    expect(server.messageIds).toEqual(['<first@ates.local>', '<third@ates.local>']);
  });
});
