import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function TaskPage() {
  const { t } = useTranslation('tasks');
  return <Page title={t('place_tasks')}>{null}</Page>;
}
