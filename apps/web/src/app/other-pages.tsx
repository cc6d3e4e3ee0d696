import { Button, Center } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';
import { ProblemAlert } from '../parts/problem-alert.js';
import type { Role } from '../session/session.js';
import { useSignedIn } from '../session/use-session.js';

function ToStart() {
  const { t } = useTranslation();
  return (
    <Button component={Link} to="/tasks" mt="sm">
      {t('toStart')}
    </Button>
  );
}

/** What stands at an address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return <Empty title={t('notFoundTitle')} detail={t('notFoundDetail')} action={<ToStart />} />;
}

/** What stands on a page that is for other roles. */
export function NotAllowedPage({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  const own = useSignedIn().roles;
  const words = (list: readonly Role[]) => list.map((role) => t(`role_${role}`)).join(', ');
  const detail = t('notAllowedDetail', { roles: words(roles), own: words(own) || t('noRole') });
  return <Empty title={t('notAllowedTitle')} detail={detail} action={<ToStart />} />;
}

/** What stands where a page broke: a fault of ours, or its code could not be loaded. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Center p="xl">
      <ProblemAlert error={error} retry={reset} />
    </Center>
  );
}
