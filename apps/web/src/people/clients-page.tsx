import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function ClientsPage() {
  const { t } = useTranslation(['people', 'common']);
  return <Page title={t('common:place_clients')}>{null}</Page>;
}
