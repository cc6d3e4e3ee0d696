import { useTranslation } from 'react-i18next';
import { services } from '../api/services.js';

/** Returns a function from a service's technical name to its display name; unknown names are returned unchanged. */
export function useServiceName(): (name: string) => string {
  const { t } = useTranslation('books');
  return (name) => {
    const known = services.find((service) => service === name);
    return known ? t(`service_${known}`) : name;
  };
}
