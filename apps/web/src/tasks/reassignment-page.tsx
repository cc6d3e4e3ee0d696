import { useTranslation } from 'react-i18next';
import { Page } from '../parts/page.js';

export function ReassignmentPage() {
  const { t } = useTranslation('tasks');
  return <Page title={t('place_reassignments')}>{null}</Page>;
}
