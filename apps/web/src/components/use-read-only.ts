import { useSyncExternalStore } from 'react';
import type { Service } from '../api/services.js';
import { readOnlyServices } from '../api/read-only.js';

/** The services that can be read and not changed for now (S9). */
export const useReadOnlyServices = (): readonly Service[] =>
  useSyncExternalStore(readOnlyServices.subscribe, readOnlyServices.all);

/** Whether a service can be read and not changed for now. */
export const useIsReadOnly = (service: Service): boolean => useReadOnlyServices().includes(service);
