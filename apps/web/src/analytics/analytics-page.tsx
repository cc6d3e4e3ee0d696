import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function AnalyticsPage() {
  const { t } = useTranslation(['analytics', 'common']);
  return <Page title={t('common:place_analytics')}>{null}</Page>;
}
