import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function PayoutsPage() {
  const { t } = useTranslation('books');
  return <Page title={t('place_payouts')}>{null}</Page>;
}
