import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function DaysPage() {
  const { t } = useTranslation('books');
  return <Page title={t('place_days')}>{null}</Page>;
}
