import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';

interface AccountLinkProps {
  person: { uuid: string; name: string | null };
}

/** A person's name, linked to their account. */
export function AccountLink({ person: { uuid, name } }: AccountLinkProps) {
  const { t } = useTranslation();
  return (
    <LinkedAnchor to="/accounts/$uuid" params={{ uuid }} inherit>
      {name ?? t('unknownName')}
    </LinkedAnchor>
  );
}
