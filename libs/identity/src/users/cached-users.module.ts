import { Module, type DynamicModule } from '@nestjs/common';
import { PeopleDirectory } from '../access/people-directory.js';
import { CachedUsers } from './cached-users.js';
import { authUrl, CachedUsersReplica } from './cached-users.replica.js';

/** This service's copy of people, kept up to date from Auth, and the guard's last word about them. */
@Module({})
export class CachedUsersModule {
  static forRoot(settings: { authUrl: string }): DynamicModule {
    return {
      module: CachedUsersModule,
      global: true,
      providers: [
        CachedUsers,
        CachedUsersReplica,
        { provide: PeopleDirectory, useExisting: CachedUsers },
        { provide: authUrl, useValue: settings.authUrl },
      ],
      exports: [CachedUsers, PeopleDirectory],
    };
  }
}
