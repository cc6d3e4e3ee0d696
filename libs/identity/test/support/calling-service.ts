import { Test, type TestingModule } from '@nestjs/testing';
import type { ModuleMetadata } from '@nestjs/common';
import { IdentityModule } from '@ates/identity';
import { audience, type Issuer } from './issuer.js';

/** Starts a service of ours that calls others with a token of `issuer`. */
export async function startCallingService(
  issuer: Issuer,
  imports: NonNullable<ModuleMetadata['imports']> = [],
  graceSeconds = 0,
): Promise<TestingModule> {
  const module = await Test.createTestingModule({
    imports: [
      IdentityModule.forRoot({
        issuer: issuer.url,
        audience,
        rolesClaim: 'roles',
        graceSeconds,
        client: { id: 'tasks', secret: 'not so: secret/', scopes: ['users:read', 'events:read'] },
      }),
      ...imports,
    ],
  }).compile();
  await module.init();
  return module;
}
