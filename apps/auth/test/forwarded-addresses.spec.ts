import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { AuthService } from './support/auth-service.js';

describe('Limits by address', () => {
  let database: TestDatabase;
  let auth: AuthService | undefined;

  beforeEach(async () => {
    database = await createServiceDatabase('auth');
  });

  afterEach(async () => {
    await auth?.close();
    await database.drop();
  });

  const start = async (proxies?: string): Promise<void> => {
    const environment = { REGISTRATIONS_PER_ADDRESS: '1', ...(proxies ? { TRUSTED_PROXIES: proxies } : {}) };
    auth = await AuthService.start({ database, environment });
  };

  /** The statuses of registrations, each with what its sender says about where it comes from. */
  const registered = async (...forwarded: string[]): Promise<(number | undefined)[]> => {
    const statuses = [];
    for (const [number, from] of forwarded.entries()) {
      const body = { name: 'Rio', email: `rio${number}@example.org`, password: 'a long enough one' };
      const answer = await auth?.anonymous().post('/register', body, { 'x-forwarded-for': from });
      statuses.push(answer?.status);
    }
    return statuses;
  };

  it('go by the address that the origin beside a service names', async () => {
    await start();
    expect(await registered('198.51.100.1', '198.51.100.2', '198.51.100.1')).toEqual([202, 202, 429]);
  });

  it('go by the nearest address that no configured proxy has, whatever stands before it', async () => {
    await start('loopback, 10.0.0.0/8');
    expect(await registered('6.6.6.6, 198.51.100.1, 10.0.0.7', '7.7.7.7, 198.51.100.1')).toEqual([202, 429]);
  });

  it('go by the connection where the sender is no configured proxy', async () => {
    await start('10.0.0.5');
    expect(await registered('198.51.100.1', '198.51.100.2')).toEqual([202, 429]);
  });
});
