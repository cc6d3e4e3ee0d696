import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, isDatabaseFailure } from '@ates/platform';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { DataSource } from 'typeorm';
import { AuthConfiguration } from '../config.js';
import { Passwords } from '../credentials/passwords.js';
import { SigningKeys, type PublishedKeys } from '../keys/signing-keys.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { SignIn } from '../users/sign-in.js';
import { SignInLog } from '../users/sign-in-log.js';
import { UsersQueries } from '../users/users.queries.js';
import { buildProvider, type ProviderParts } from './provider.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Built {
  keys: PublishedKeys;
  provider: Provider;
  handle: Handle;
}

/** The provider's access to people and their credentials, and to the limits of attempts. */
@Injectable()
export class PeopleParts {
  constructor(
    readonly users: UsersQueries,
    readonly passwords: Passwords,
    readonly signIn: SignIn,
    readonly signInLog: SignInLog,
    readonly limits: AttemptLimits,
  ) {}
}

/** The provider's storage, and the clock that dates tokens. */
@Injectable()
export class StorageParts {
  constructor(
    readonly dataSource: DataSource,
    readonly database: Database,
    readonly clock: Clock,
  ) {}
}

/**
 * The provider with the current keys. When they change, the next request builds a new one; all other state is in the
 * database.
 */
@Injectable()
export class CurrentProvider {
  private readonly logger = new Logger('Oidc');
  private readonly parts: ProviderParts;
  private built: Built | undefined;

  constructor(
    private readonly signingKeys: SigningKeys,
    configuration: AuthConfiguration,
    storage: StorageParts,
    people: PeopleParts,
  ) {
    const { users, passwords, signIn, signInLog, limits } = people;
    const { dataSource, database, clock } = storage;
    this.parts = { configuration, dataSource, database, clock, users, passwords, signIn, signInLog, limits };
  }

  get(): Provider {
    return this.current().provider;
  }

  /** Handles a request whose URL is relative to the issuer. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.current().handle(request, response);
  }

  private current(): Built {
    const keys = this.signingKeys.current();
    if (this.built?.keys !== keys) {
      const provider = buildProvider(this.parts, keys);
      provider.on('server_error', (context, error) => this.report(context, error));
      this.built = { keys, provider, handle: provider.callback() };
    }
    return this.built;
  }

  private report(context: KoaContextWithOIDC, error: Error): void {
    if (isDatabaseFailure(error)) {
      context.status = 503;
      context.set('retry-after', '1');
      // The database module already logs that the database is unavailable.
      return;
    }
    this.logger.error(`${context.method} ${context.path} failed`, error.stack);
  }
}
