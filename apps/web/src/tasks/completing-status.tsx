import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWaitingCount } from './own-completions.js';

/** Says to whoever does not see it how many tasks are about to be completed. */
export function CompletingStatus() {
  const { t } = useTranslation('tasks');
  const count = useWaitingCount();
  return <VisuallyHidden role="status">{count > 0 && t('willBeCompleted', { count })}</VisuallyHidden>;
}
