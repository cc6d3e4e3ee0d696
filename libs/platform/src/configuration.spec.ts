import { z } from 'zod';
import { configuration, ConfigurationError, port, secret } from './configuration.js';

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
    expect(read).toThrow(/PORT: .*\n.*DATABASE_URL: is missing\n.*SECRET: must have at least 16 characters/);
  });
});
