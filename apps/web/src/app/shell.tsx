import { Alert, AppShell, Badge, Burger, Group, Image, NavLink, Text } from '@mantine/core';
import { useDebouncedValue, useDisclosure, useMediaQuery, useNetwork } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../components/query-result.js';
import { useReadOnlyServices } from '../components/use-read-only.js';
import type { Role } from '../session/session.js';
import { SignedOutPage } from './signed-out-page.js';
import { hasRole, useSession, useSignedIn } from '../session/use-session.js';
import { liveUpdates, pollMilliseconds, useIsLive } from '../data/live-updates.js';
import { NotAllowedPage } from './other-pages.js';
import { loadArea } from '../i18n/i18n.js';
import { UnreadBadge } from '../notifications/unread-count.js';
import { menuEntries } from './navigation.js';
import { queryClient } from '../data/queries.js';
import { watchServiceStates } from '../data/service-states.js';

// Floating elements are heavy, and the first render doesn't need them.
const Menus = lazy(async () => ({ default: (await import('./menus.js')).Menus }));

const NotificationBell = lazy(async () => {
  const [{ NotificationBell: Bell }] = await Promise.all([
    import('../notifications/notification-bell.js'),
    loadArea('notifications'),
    // The price of a task.
    loadArea('tasks'),
  ]);
  return { default: Bell };
});

const ReassignmentLine = lazy(async () => {
  const [{ ReassignmentLine: Line }] = await Promise.all([
    import('../notifications/reassignment-line.js'),
    loadArea('notifications'),
  ]);
  return { default: Line };
});

/** The frame around every page of a signed-in user; everyone else gets the sign-in page. */
export function Shell() {
  const state = useSession();
  if (state.kind === 'starting') {
    return <Loading />;
  }
  return state.kind === 'signed-out' ? <SignedOutPage reason={state.reason} /> : <Frame />;
}

/** Renders the child pages for users with one of the roles, and an explanation for everyone else. */
export function RequireRoles({ roles }: { roles: readonly Role[] }) {
  return hasRole(useSignedIn(), roles) ? <Outlet /> : <NotAllowedPage roles={roles} />;
}

/** Below this width (the breakpoint `sm`) the navigation collapses behind a button. */
const phoneWidth = '(max-width: 47.99em)';

function Frame() {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const isPhone = useMediaQuery(phoneWidth);
  useEffect(() => {
    const leaving = new AbortController();
    liveUpdates.start(queryClient, leaving.signal);
    void watchServiceStates(leaving.signal);
    return () => {
      leaving.abort();
      // The next user must not see this one's data.
      queryClient.clear();
    };
  }, []);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        {t('skipToContent')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-expanded={isOpen}
              aria-label={t('openNavigation')}
            />
            <Image src="/feather.svg" alt="" w={28} h={28} />
            <Text fw={700}>{t('product')}</Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LiveBadge />
            <Suspense fallback={null}>
              <NotificationBell />
              <Menus />
            </Suspense>
          </Group>
        </Group>
      </AppShell.Header>
      {/* A collapsed navigation must not take keyboard focus. */}
      <AppShell.Navbar p="sm" aria-label={t('mainNavigation')} inert={isPhone && !isOpen}>
        <MainMenu onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Suspense fallback={null}>
          <ReassignmentLine />
        </Suspense>
        <ConnectionBanner />
        <ReadOnlyBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function MainMenu({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation();
  const person = useSignedIn();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  return menuEntries
    .filter(({ roles }) => hasRole(person, roles))
    .map(({ path, labelKey }) => (
      <NavLink
        key={path}
        component={Link}
        to={path}
        label={t(labelKey)}
        rightSection={path === '/tasks' ? <UnreadBadge /> : undefined}
        active={here === path || here.startsWith(`${path}/`)}
        onClick={onNavigate}
      />
    ));
}

const graceMilliseconds = 3000;

/**
 * Shows whether the page receives live updates. Short interruptions are not shown: every page starts with one, and
 * services restart.
 */
function LiveBadge() {
  const { t } = useTranslation();
  const isLive = useIsLive();
  const [wasLive] = useDebouncedValue(isLive, graceMilliseconds);
  const isPolling = !isLive && !wasLive;
  const title = isPolling ? t('notLive', { seconds: pollMilliseconds / 1000 }) : t('liveDetail');
  return (
    <Badge variant="dot" color={isPolling ? 'yellow' : 'teal'} tt="none" title={title} role="status">
      {isPolling ? t('notLiveShort', { seconds: pollMilliseconds / 1000 }) : t('live')}
    </Badge>
  );
}

const readOnlyTexts = { tasks: 'readOnlyTasks', finance: 'readOnlyMoney' } as const;

/** The services with a separate read-only part; Auth has none. */
const splitServices = ['tasks', 'finance'] as const;

/** Lists the services that are read-only right now (S9). */
function ReadOnlyBanner() {
  const { t } = useTranslation();
  const services = useReadOnlyServices();
  return (
    services.length > 0 && (
      <Alert color="yellow" mb="md" role="status" title={t('readOnlyTitle')}>
        {splitServices
          .filter((service) => services.includes(service))
          .map((service) => (
            <Text key={service} size="sm">
              {t(readOnlyTexts[service])}
            </Text>
          ))}
        <Text size="sm">{t('readOnlyEnds')}</Text>
      </Alert>
    )
  );
}

/** Tells the user, above every page, that the network or the sign-in provider is unavailable. */
function ConnectionBanner() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const state = useSession();
  const text = !online
    ? t('offline')
    : state.kind === 'signed-in' && state.isProviderUnavailable
      ? t('providerAwayWorking')
      : undefined;
  return (
    text && (
      <Alert color="yellow" mb="md" role="status">
        {text}
      </Alert>
    )
  );
}
