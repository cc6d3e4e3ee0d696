import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function PersonPage() {
  const { t } = useTranslation('people');
  return <Page title={t('place_people')}>{null}</Page>;
}
