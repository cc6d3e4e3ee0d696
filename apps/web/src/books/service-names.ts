import { useTranslation } from 'react-i18next';
import { services } from './operations-queries.js';

/** What to call a service that another one names; one that is not ours by its own name. */
export function useServiceName(): (name: string) => string {
  const { t } = useTranslation('books');
  return (name) => {
    const known = services.find((service) => service === name);
    return known ? t(`service_${known}`) : name;
  };
}
