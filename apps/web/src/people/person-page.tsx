import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function PersonPage() {
  const { t } = useTranslation(['people', 'common']);
  return <Page title={t('common:place_people')}>{null}</Page>;
}
