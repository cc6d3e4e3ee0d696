import type { INestApplication } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { firstValueFrom } from 'rxjs';

/**
 * Resolves when the app listens. Nest starts transports before the app, and a message delivered while the command bus
 * does not know its commands yet would be parked for no reason.
 */
export async function whenListening(app: INestApplication): Promise<void> {
  const host = app.get(HttpAdapterHost);
  if (!host.listening) {
    // Completes without a value when the app closes before it has listened.
    await firstValueFrom(host.listen$, { defaultValue: undefined });
  }
}
