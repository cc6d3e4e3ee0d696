import { Button, Center, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import type { Role } from '../session/session.js';
import { useSignedIn } from '../session/use-session.js';

function ToStart() {
  const { t } = useTranslation();
  return (
    <Group>
      <Button component={Link} to="/tasks">
        {t('toStart')}
      </Button>
    </Group>
  );
}

/** What stands at an address that leads nowhere. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFoundTitle')} about={t('notFoundDetail')}>
      <ToStart />
    </Page>
  );
}

/** What stands on a page that is for other roles. */
export function NotAllowedPage({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  const own = useSignedIn().roles;
  const words = (list: readonly Role[]) => list.map((role) => t(`role_${role}`)).join(', ');
  const detail = t('notAllowedDetail', { roles: words(roles), own: words(own) || t('noRole') });
  return (
    <Page title={t('notAllowedTitle')} about={detail}>
      <ToStart />
    </Page>
  );
}

/** What stands where a page broke: a fault of ours, or its code could not be loaded. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Center p="xl">
      <ProblemAlert error={error} retry={reset} />
    </Center>
  );
}
