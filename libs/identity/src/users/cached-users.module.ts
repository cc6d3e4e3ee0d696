import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { PeopleDirectory } from '../access/people-directory.js';
import { CachedUsers } from './cached-users.js';
import { CachedUsersRefresh } from './cached-users.refresh.js';
import { PeopleFromTokens } from './people-from-tokens.js';
import { authUrl, UnknownPeople } from './unknown-people.js';

/**
 * This service's cached people, and the guard's PeopleDirectory. Kept up to date from Auth, or without an `authUrl`
 * from the tokens that people present (A7).
 */
@Module({})
export class CachedUsersModule {
  static forRoot(settings: { authUrl: string | undefined }): DynamicModule {
    return {
      module: CachedUsersModule,
      global: true,
      providers: [
        ...(settings.authUrl === undefined ? fromTokens : fromAuth(settings.authUrl)),
        { provide: PeopleDirectory, useExisting: CachedUsers },
      ],
      exports: [CachedUsers, PeopleDirectory],
    };
  }
}

const fromAuth = (url: string): Provider[] => [
  CachedUsers,
  CachedUsersRefresh,
  UnknownPeople,
  { provide: authUrl, useValue: url },
];

const fromTokens: Provider[] = [{ provide: CachedUsers, useClass: PeopleFromTokens }];
