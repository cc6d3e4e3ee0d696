import { SmtpMailer } from '@ates/mail';
import { MailServer } from '../../support/mail-server.js';
import type { Step } from './protocol.js';
import { WireProxy } from './proxy.js';
import { smtp } from './smtp.js';

describe('A proxy in front of a mail server', () => {
  let server: MailServer;
  let proxy: WireProxy;
  let mailer: SmtpMailer;

  beforeAll(async () => {
    server = await MailServer.start();
    proxy = await WireProxy.inFrontOf(server.url, smtp);
    mailer = new SmtpMailer(`${proxy.url}&socketTimeout=2000`, 'finance@ates.local');
  });

  beforeEach(() => {
    server.received.length = 0;
    server.onMail = () => undefined;
  });

  afterAll(async () => {
    mailer.close();
    await proxy.stop();
    await server.stop();
  });

  const send = (name: string, text = name): Promise<void> =>
    mailer.send(
      {
        to: `${name}@ates.local`,
        subject: name,
        text,
        html: `<p>${name}</p>`,
        messageId: `<${name}@ates.local>`,
        name,
      },
      new AbortController().signal,
    );

  it('knows DATA and the reply after the whole mail', async () => {
    const steps: Step[] = [];
    const unwatch = proxy.watch((step) => steps.push(step));
    await send('polly');
    await send('kesha', `.\r\n${'a long line '.repeat(100)}\r\n.dots\r\n`.repeat(200));
    server.onMail = () => Object.assign(new Error('not now'), { responseCode: 451 });
    await expect(send('coco')).rejects.toThrow();
    unwatch();
    expect(steps.map(({ moment, kind, text, isGood }) => `${moment} ${kind} ${text} ${isGood}`)).toEqual([
      'before mail polly@ates.local true',
      'after mail polly@ates.local true',
      'before mail kesha@ates.local true',
      'after mail kesha@ates.local true',
      'before mail coco@ates.local true',
      'after mail coco@ates.local false',
    ]);
    expect(server.received.map(({ to }) => to)).toEqual(['polly@ates.local', 'kesha@ates.local']);
  });

  it('closes before DATA, so that nothing is sent', async () => {
    const point = proxy.at({ moment: 'before', kind: 'mail', text: /lost@/ }, () => 'close');
    await expect(send('lost')).rejects.toThrow();
    await point.hit;
    expect(server.received).toEqual([]);
  });

  it.each(['close', 'silence'] as const)(
    'loses the 250 of a mail that the server has: %s',
    async (verdict) => {
      const point = proxy.at({ moment: 'after', kind: 'mail', text: /kept@/ }, () => verdict);
      await expect(send('kept')).rejects.toThrow();
      await point.hit;
      expect(server.received.map(({ to }) => to)).toEqual(['kept@ates.local']);
    },
  );
});
