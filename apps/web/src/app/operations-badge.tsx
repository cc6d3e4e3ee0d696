import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { mostCounted, useAttention } from '../components/attention.js';
import classes from './frame.module.css';

/** How much needs attention in operations. Empty while nothing does. */
export function OperationsBadge() {
  const { t } = useTranslation();
  const { total } = useAttention();
  return (
    total > 0 && (
      <span className={classes.badge}>
        <span aria-hidden>{total > mostCounted ? `${mostCounted}+` : total}</span>
        <VisuallyHidden>
          {total > mostCounted ? t('manyWaiting', { count: mostCounted }) : t('waiting', { count: total })}
        </VisuallyHidden>
      </span>
    )
  );
}
