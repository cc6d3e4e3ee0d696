import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/i18n.js';
import { ago, useNow } from './ago.js';
import { useFormats } from './formats.js';

/** How long ago an instant was; a tooltip has the exact time. */
export function RelativeTime({ instant }: { instant: string }) {
  const { i18n } = useTranslation();
  const { exactInstant } = useFormats();
  const now = useNow();
  return (
    <time dateTime={instant} title={exactInstant(instant)} style={{ whiteSpace: 'nowrap' }}>
      {ago(instant, now, localeOf(i18n.language))}
    </time>
  );
}
