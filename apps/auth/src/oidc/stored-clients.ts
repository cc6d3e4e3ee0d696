import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Database } from '@ates/platform';
import { findDeviceClient } from './device-clients.js';
import { findServiceClient } from './service-clients.js';
import { isStorable } from './stored-payloads.js';

/** Gives the provider read access to the clients outside its configuration. */
export class StoredClients implements Adapter {
  /** `hasDevices`: whether registered devices are enabled; otherwise they are not found. */
  constructor(
    private readonly database: Database,
    private readonly hasDevices: boolean,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!isStorable(id)) {
      return undefined;
    }
    const service = await findServiceClient(this.database, id);
    return service ?? (this.hasDevices ? await findDeviceClient(this.database, id) : undefined);
  }

  upsert(): Promise<void> {
    return Promise.reject(
      new Error('Create clients at /clients or with npm run auth:service-client and auth:device-client'),
    );
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(): Promise<void> {
    return this.upsert();
  }

  destroy(): Promise<void> {
    return this.upsert();
  }

  revokeByGrantId(): Promise<void> {
    return this.upsert();
  }
}
