import { Controller, Get, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Allow, AllowAnonymous, createService, CurrentPrincipal, type Principal } from '@ates/platform';

@Controller()
class RoutesController {
  @Get('open')
  @AllowAnonymous()
  open() {
    return { open: true };
  }

  @Get('everyone')
  @Allow({ people: 'everyone' })
  everyone(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Get('managers')
  @Allow({ people: ['manager', 'administrator'], services: 'tasks:read' })
  managers(@CurrentPrincipal() principal: Principal) {
    return principal;
  }

  @Get('services')
  @Allow({ services: 'events:read' })
  services(@CurrentPrincipal() principal: Principal) {
    return principal;
  }
}

@Module({})
class GuardedModule {
  static with(imports: ModuleMetadata['imports']): DynamicModule {
    return { module: GuardedModule, imports, controllers: [RoutesController] };
  }
}

export interface GuardedResponse {
  status: number;
  /** The problem's `type` without its prefix, if it is one. */
  problem: string | undefined;
  body: Record<string, unknown>;
  headers: Headers;
}

/** A small service with routes of each access rule behind the guard. */
export class GuardedService {
  private constructor(readonly app: NestFastifyApplication) {}

  static async start(imports: ModuleMetadata['imports']): Promise<GuardedService> {
    process.env['LOG_LEVEL'] = 'error';
    const description = { name: 'routes', title: 'Routes', description: 'Routes of each access rule' };
    const app = await createService(GuardedModule.with(imports), description);
    await app.listen(0, '127.0.0.1');
    return new GuardedService(app);
  }

  /** Sends `authorization`, or `token` as a bearer token. */
  async get(
    path: string,
    token?: string,
    authorization = token && `Bearer ${token}`,
  ): Promise<GuardedResponse> {
    const response = await fetch(`${await this.app.getUrl()}${path}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    const body = (await response.json()) as Record<string, unknown>;
    const type = typeof body['type'] === 'string' ? body['type'] : undefined;
    return {
      status: response.status,
      problem: type?.replace('urn:ates:problem:', ''),
      body,
      headers: response.headers,
    };
  }

  close(): Promise<void> {
    return this.app.close();
  }
}
