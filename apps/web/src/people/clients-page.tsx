import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function ClientsPage() {
  const { t } = useTranslation('people');
  return <Page title={t('place_clients')}>{null}</Page>;
}
