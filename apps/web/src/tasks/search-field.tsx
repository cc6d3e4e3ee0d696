import { useTranslation } from 'react-i18next';
import { SearchField as AnySearchField } from '../components/search-field.js';

interface SearchFieldProps {
  text: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Search field of the task list. */
export function SearchField(props: SearchFieldProps) {
  const { t } = useTranslation('tasks');
  return <AnySearchField label={t('search')} placeholder={t('searchHint')} {...props} />;
}
