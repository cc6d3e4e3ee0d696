import { FinanceConfiguration } from './config.js';

const complete = {
  PORT: '4303',
  DATABASE_URL: 'postgres://finance@127.0.0.1/finance',
  MESSAGE_TRANSPORT: 'feed',
  OIDC_ISSUER: 'http://127.0.0.1:4301/oidc',
  AUTH_URL: 'http://127.0.0.1:4301',
  TASKS_URL: 'http://127.0.0.1:4302',
  SERVICE_CLIENT_ID: 'finance',
  SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
  PRICE_SECRET: 'price-secret-for-tests-only',
};

describe("Finance's configuration", () => {
  it('has defaults for optional keys', () => {
    expect(FinanceConfiguration.read(complete)).toMatchObject({
      HOST: '127.0.0.1',
      OIDC_AUDIENCE: 'urn:ates:api',
      BUSINESS_TIME_ZONE: 'UTC',
      DAY_ENDS_AT: '00:00',
      CURRENCY: 'USD',
    });
  });

  it.each(Object.keys(complete).filter((key) => key !== 'MESSAGE_TRANSPORT'))('requires %s', (key) => {
    expect(() => FinanceConfiguration.read({ ...complete, [key]: undefined })).toThrow(`${key}: is missing`);
  });

  it('requires AMQP_URL for RabbitMQ', () => {
    const environment = { ...complete, MESSAGE_TRANSPORT: undefined };
    expect(() => FinanceConfiguration.read(environment)).toThrow('AMQP_URL: is missing');
  });

  it.each(['Mars/Olympus', '+05:00', '5'])('rejects %s as a time zone', (zone) => {
    const read = () => FinanceConfiguration.read({ ...complete, BUSINESS_TIME_ZONE: zone });
    expect(read).toThrow('BUSINESS_TIME_ZONE: must be the name of a time zone');
  });

  it.each(['24:00', '6:00', '18:00:00', 'noon'])('rejects %s as the end of the day', (time) => {
    const read = () => FinanceConfiguration.read({ ...complete, DAY_ENDS_AT: time });
    expect(read).toThrow('DAY_ENDS_AT: must be a time of day');
  });

  it('writes mails to files by default, and requires MAIL_FROM for an SMTP server', () => {
    const silent = FinanceConfiguration.read(complete);
    expect(silent).toMatchObject({ MAIL_DIR: '.data/mail', MAIL_LANGUAGE: 'en' });
    expect(silent.SMTP_URL).toBeUndefined();
    const read = () => FinanceConfiguration.read({ ...complete, SMTP_URL: 'smtp://127.0.0.1:587' });
    expect(read).toThrow('MAIL_FROM: is missing');
  });

  it.each(['http://127.0.0.1', 'smtp://', '127.0.0.1:25'])('rejects %s as a mail server', (address) => {
    const read = () =>
      FinanceConfiguration.read({ ...complete, SMTP_URL: address, MAIL_FROM: 'books@ates.example' });
    expect(read).toThrow('SMTP_URL: must');
  });

  it.each(['books', 'books@ates.example\r\nBcc: all@ates.example', 'Books <books@ates.example>'])(
    'rejects %j as a sender',
    (address) => {
      expect(() => FinanceConfiguration.read({ ...complete, MAIL_FROM: address })).toThrow('MAIL_FROM: ');
    },
  );

  it.each(['usd', 'dollars', 'JPY', 'KWD'])(
    'rejects %s as a currency: not a code, or not two decimals',
    (code) => {
      expect(() => FinanceConfiguration.read({ ...complete, CURRENCY: code })).toThrow('CURRENCY: must be');
    },
  );
});
