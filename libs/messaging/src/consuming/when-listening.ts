import type { INestApplication } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { firstValueFrom } from 'rxjs';

/**
 * Resolves when the app listens. Transports are started before the app is, and a message that came to a handler whose
 * command bus does not know its commands yet would be parked for nothing.
 */
export async function whenListening(app: INestApplication): Promise<void> {
  const host = app.get(HttpAdapterHost);
  if (!host.listening) {
    // An app that is closed without having listened completes it with nothing.
    await firstValueFrom(host.listen$, { defaultValue: undefined });
  }
}
