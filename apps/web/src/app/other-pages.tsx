import { Button, Center, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import type { Role } from '../session/session.js';
import { useSignedIn } from '../session/use-session.js';

function HomeButton() {
  const { t } = useTranslation();
  return (
    <Group>
      <Button component={Link} to="/tasks">
        {t('toStart')}
      </Button>
    </Group>
  );
}

/** Shown for an unknown URL. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFoundTitle')} about={t('notFoundDetail')}>
      <HomeButton />
    </Page>
  );
}

/** Shown instead of a page the user's roles don't include. */
export function NotAllowedPage({ roles }: { roles: readonly Role[] }) {
  const { t } = useTranslation();
  const own = useSignedIn().roles;
  const namesOf = (list: readonly Role[]) => list.map((role) => t(`role_${role}`)).join(', ');
  const detail = t('notAllowedDetail', { roles: namesOf(roles), own: namesOf(own) || t('noRole') });
  return (
    <Page title={t('notAllowedTitle')} about={detail}>
      <HomeButton />
    </Page>
  );
}

/** Shown when a page fails to render: a bug, or its code could not be loaded. */
export function BrokenPage({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Center p="xl">
      <ProblemAlert error={error} retry={reset} />
    </Center>
  );
}
