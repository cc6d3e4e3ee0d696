import { z } from 'zod';
import { configuration, ConfigurationError, port, secret, serviceKeys } from './configuration.js';

class ExampleConfiguration extends configuration({
  PORT: port.default(4301),
  DATABASE_URL: z.url(),
  SECRET: secret,
}) {}

describe('Configuration from the environment', () => {
  it('returns typed values and applies defaults', () => {
    const values = ExampleConfiguration.read({ DATABASE_URL: 'postgres://x/y', SECRET: '0123456789abcdef' });
    expect(values.PORT).toBe(4301);
    expect(values).toBeInstanceOf(ExampleConfiguration);
  });

  it('lists all missing and invalid keys in one error', () => {
    const read = () => ExampleConfiguration.read({ PORT: 'eighty', SECRET: 'short', DATABASE_URL: '' });
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(
      /PORT: Invalid input.*\n.*DATABASE_URL: is missing\n.*SECRET: must have at least 16 characters/,
    );
  });

  it('also lists optional keys that another key makes required', () => {
    class Broker extends configuration(
      { PORT: port, TRANSPORT: z.string().default('rabbitmq'), AMQP_URL: z.url().optional() },
      { AMQP_URL: ({ TRANSPORT }) => TRANSPORT !== 'feed' },
    ) {}
    expect(() => Broker.read({})).toThrow(/PORT: is missing\n.*AMQP_URL: is missing/);
    expect(Broker.read({ PORT: '1', TRANSPORT: 'feed' }).AMQP_URL).toBeUndefined();
  });

  it('rejects a proxy that is neither an address nor a network, and names it', () => {
    class Service extends configuration({ TRUSTED_PROXIES: serviceKeys.TRUSTED_PROXIES }) {}
    expect(() => Service.read({ TRUSTED_PROXIES: 'loopback, origin' })).toThrow(
      /TRUSTED_PROXIES: contains origin, which is neither an address/,
    );
    expect(Service.read({}).TRUSTED_PROXIES).toBe('loopback');
  });
});
