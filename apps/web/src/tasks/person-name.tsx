import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/use-session.js';

interface PersonNameProps {
  person: { uuid: string; name: string | null };
}

/** A person's name; "you" for the signed-in user. */
export function PersonName({ person }: PersonNameProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const self = useSignedIn();
  return person.uuid === self.id ? t('you') : (person.name ?? t('common:unknownName'));
}
