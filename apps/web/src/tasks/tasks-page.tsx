import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function TasksPage() {
  const { t } = useTranslation('tasks');
  return <Page title={t('place_tasks')}>{null}</Page>;
}
