import { z } from 'zod';
import { configuration, ConfigurationError, port, secret, serviceKeys } from './configuration.js';

class ExampleConfiguration extends configuration({
  PORT: port.default(4301),
  DATABASE_URL: z.url(),
  SECRET: secret,
}) {}

describe('Configuration by environment', () => {
  it('is typed, with defaults', () => {
    const values = ExampleConfiguration.read({ DATABASE_URL: 'postgres://x/y', SECRET: '0123456789abcdef' });
    expect(values.PORT).toBe(4301);
    expect(values).toBeInstanceOf(ExampleConfiguration);
  });

  it('names every key that is missing or wrong at once', () => {
    const read = () => ExampleConfiguration.read({ PORT: 'eighty', SECRET: 'short', DATABASE_URL: '' });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /PORT: Invalid input.*\n.*DATABASE_URL: is missing\n.*SECRET: must have at least 16 characters/,
    );
  });

  it('names an optional key that another key makes necessary, beside the others', () => {
    class Broker extends configuration(
      { PORT: port, TRANSPORT: z.string().default('rabbitmq'), AMQP_URL: z.url().optional() },
      { AMQP_URL: ({ TRANSPORT }) => TRANSPORT !== 'feed' },
    ) {}
    expect(() => Broker.read({})).toThrow(/PORT: is missing\n.*AMQP_URL: is missing/);
    expect(Broker.read({ PORT: '1', TRANSPORT: 'feed' }).AMQP_URL).toBeUndefined();
  });

  it('names a proxy that is neither an address nor a network', () => {
    class Service extends configuration({ TRUSTED_PROXIES: serviceKeys.TRUSTED_PROXIES }) {}
    expect(() => Service.read({ TRUSTED_PROXIES: 'loopback, origin' })).toThrow(
      /TRUSTED_PROXIES: has origin, which is neither an address/,
    );
    expect(Service.read({}).TRUSTED_PROXIES).toBe('loopback');
  });
});
