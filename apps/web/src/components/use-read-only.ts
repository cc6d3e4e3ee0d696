import { useSyncExternalStore } from 'react';
import type { Service } from '../api/services.js';
import { readOnlyServices } from '../api/read-only.js';

/** The services that are read-only right now (S9). */
export const useReadOnlyServices = (): readonly Service[] =>
  useSyncExternalStore(readOnlyServices.subscribe, readOnlyServices.all);

/** Whether a service is read-only right now (S9). */
export const useIsReadOnly = (service: Service): boolean => useReadOnlyServices().includes(service);
