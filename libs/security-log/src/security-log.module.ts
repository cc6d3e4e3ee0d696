import { Module, type DynamicModule } from '@nestjs/common';
import { loggingService, SecurityLogExport } from './security-log-export.js';
import { SecurityLogController } from './security-log.controller.js';
import { SecurityLogQueries } from './security-log.queries.js';
import { startedConfiguration, StartEntry } from './start-entry.js';

/** A service's security log: its routes, and an entry for each start (A10). Needs DatabaseModule. */
@Module({})
export class SecurityLogModule {
  /** `service` is its name; `configuration` is logged at the start, without its secrets. */
  static forRoot(service: string, configuration: object): DynamicModule {
    return {
      module: SecurityLogModule,
      controllers: [SecurityLogController],
      providers: [
        SecurityLogQueries,
        SecurityLogExport,
        StartEntry,
        { provide: loggingService, useValue: service },
        { provide: startedConfiguration, useValue: configuration },
      ],
    };
  }
}
