import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function AccountsPage() {
  const { t } = useTranslation('money');
  return <Page title={t('place_money')}>{null}</Page>;
}
