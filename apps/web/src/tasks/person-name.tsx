import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/use-session.js';

interface PersonNameProps {
  person: { uuid: string; name: string | null };
}

/** A person's name; "you" for whoever is signed in. */
export function PersonName({ person }: PersonNameProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const own = useSignedIn();
  return person.uuid === own.id ? t('you') : (person.name ?? t('common:unknownName'));
}
