import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePendingCount } from './own-completions.js';

/** Tells screen reader users how many tasks are about to be completed. */
export function CompletingStatus() {
  const { t } = useTranslation('tasks');
  const count = usePendingCount();
  return <VisuallyHidden role="status">{count > 0 && t('willBeCompleted', { count })}</VisuallyHidden>;
}
