import { Injectable, RequestMethod, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { accessRuleKey } from '@ates/platform';

// The metadata key under which Nest stores the method of @Get, @Post and the others.
const methodMetadata = 'method';

/** Prevents a service from starting with a route that does not declare who may use it. */
@Injectable()
export class DeclaredAccessCheck implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const undeclared = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => this.undeclaredRoutes(metatype));
    if (undeclared.length > 0) {
      throw new Error(`Routes that need @Allow or @AllowAnonymous: ${undeclared.join(', ')}`);
    }
  }

  private undeclaredRoutes(controller: unknown): string[] {
    if (typeof controller !== 'function') {
      return [];
    }
    const prototype = controller.prototype as Record<string, unknown>;
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((name) => this.isUndeclaredRoute(controller, prototype[name]))
      .map((name) => `${controller.name}.${name}`);
  }

  private isUndeclaredRoute(controller: Function, handler: unknown): boolean {
    if (typeof handler !== 'function') {
      return false;
    }
    const method = this.reflector.get<RequestMethod | undefined>(methodMetadata, handler);
    return (
      method !== undefined &&
      this.reflector.getAllAndOverride(accessRuleKey, [handler, controller]) === undefined
    );
  }
}
