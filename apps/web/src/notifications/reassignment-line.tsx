import { Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { currentReassignment } from './notification-queries.js';
import classes from './notifications.module.css';

/** A line above every page while all open tasks are being reassigned: how many of how many (T4). */
export function ReassignmentLine() {
  const { t } = useTranslation('notifications');
  const { number } = useFormats();
  const { data } = useQuery(currentReassignment());
  if (!data || data.state === 'none') {
    return null;
  }
  const { state, done, total } = data;
  const share = total === null || total === 0 ? 0 : (100 * done) / total;
  return (
    <div className={classes.line}>
      <Progress
        value={share}
        size={4}
        radius={0}
        animated={state === 'running'}
        aria-label={t('reassigning')}
      />
      <div className={classes.lineText}>
        <span role="status">
          {t(state === 'waiting_for_performers' ? 'reassigningWaits' : 'reassigning')}
        </span>
        {total !== null && (
          <span className="figures">{t('doneOfTotal', { done: number(done), total: number(total) })}</span>
        )}
      </div>
    </div>
  );
}
