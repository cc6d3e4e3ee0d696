import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { booksRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';

interface PersonNameProps {
  person: { uuid: string; name: string | null };
}

/**
 * A person's name; "you" for the signed-in user. It leads to the person for administrators, and to their account for
 * accountants; other people may see neither.
 */
export function PersonName({ person: { uuid, name } }: PersonNameProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const self = useSignedIn();
  if (uuid === self.id) {
    return t('you');
  }
  const shown = name ?? t('common:unknownName');
  if (!hasRole(self, booksRoles)) {
    return shown;
  }
  return (
    <LinkedAnchor
      to={hasRole(self, ['administrator']) ? '/people/$uuid' : '/accounts/$uuid'}
      params={{ uuid }}
      inherit
    >
      {shown}
    </LinkedAnchor>
  );
}
