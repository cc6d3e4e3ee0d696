import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function AnalyticsPage() {
  const { t } = useTranslation('analytics');
  return <Page title={t('place_analytics')}>{null}</Page>;
}
