import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function IncomePage() {
  const { t } = useTranslation('books');
  return <Page title={t('place_income')}>{null}</Page>;
}
