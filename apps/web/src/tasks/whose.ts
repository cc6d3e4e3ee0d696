import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isUuid } from '../components/uuids.js';
import { performs, useSignedIn } from '../session/use-session.js';
import { performerWithId } from './task-queries.js';

export interface PerformerFilterProps {
  /** `mine`, `all`, or the id of a person. */
  whose: string;
  onChange: (whose: string) => void;
}

/** The values that are no person, with their labels, and that of the chosen value. */
export function useWhose(whose: string) {
  const { t } = useTranslation(['tasks', 'common']);
  const isPerforming = performs(useSignedIn());
  const { data } = useQuery({ ...performerWithId(whose), enabled: isUuid(whose) });
  const general = [
    { value: 'all', label: t('whose_all') },
    ...(isPerforming || whose === 'mine' ? [{ value: 'mine', label: t('whose_mine') }] : []),
  ];
  const chosen = general.find(({ value }) => value === whose) ?? {
    value: whose,
    label: data?.name ?? t('common:unknownName'),
  };
  return { general, chosen };
}
