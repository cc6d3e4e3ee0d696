import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { AuthService } from './support/auth-service.js';

describe('Limits per address', () => {
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

  /** The statuses of registrations, one for each X-Forwarded-For header. */
  const registered = async (...forwarded: string[]): Promise<(number | undefined)[]> => {
    const statuses = [];
    for (const [number, from] of forwarded.entries()) {
      const body = { name: 'Rio', email: `rio${number}@example.org`, password: 'a long enough one' };
      const answer = await auth?.anonymous().post('/register', body, { 'x-forwarded-for': from });
      statuses.push(answer?.status);
    }
    return statuses;
  };

  it('use the address forwarded by a local origin', async () => {
    await start();
    expect(await registered('198.51.100.1', '198.51.100.2', '198.51.100.1')).toEqual([202, 202, 429]);
  });

  it('use the last forwarded address that is not a configured proxy, whatever precedes it', async () => {
    await start('loopback, 10.0.0.0/8');
    expect(await registered('6.6.6.6, 198.51.100.1, 10.0.0.7', '7.7.7.7, 198.51.100.1')).toEqual([202, 429]);
  });

  it('use the connection’s address if the sender is not a configured proxy', async () => {
    await start('10.0.0.5');
    expect(await registered('198.51.100.1', '198.51.100.2')).toEqual([202, 429]);
  });
});
