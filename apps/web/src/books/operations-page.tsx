import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function OperationsPage() {
  const { t } = useTranslation('books');
  return <Page title={t('place_operations')}>{null}</Page>;
}
