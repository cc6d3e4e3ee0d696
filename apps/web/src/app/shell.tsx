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
import { live, pollMilliseconds, useIsLive } from '../data/live-updates.js';
import { NotAllowedPage } from './other-pages.js';
import { places } from './navigation.js';
import { queryClient } from '../data/queries.js';
import { watchServiceStates } from '../data/service-states.js';

// What floats is heavy, and nobody needs it before the page is there.
const Menus = lazy(async () => ({ default: (await import('./menus.js')).Menus }));

/** What is around every page for people who are signed in; whoever is not sees how to sign in. */
export function Shell() {
  const state = useSession();
  if (state.kind === 'beginning') {
    return <Loading />;
  }
  return state.kind === 'signed-out' ? <SignedOutPage why={state.why} /> : <Frame />;
}

/** The pages below it, for people with one of the roles. */
export function Allowed({ roles }: { roles: readonly Role[] }) {
  return hasRole(useSignedIn(), roles) ? <Outlet /> : <NotAllowedPage roles={roles} />;
}

/** Narrower than this the navigation is behind a button; the breakpoint `sm`. */
const phone = '(max-width: 47.99em)';

function Frame() {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const isPhone = useMediaQuery(phone);
  useEffect(() => {
    const leaving = new AbortController();
    live.listen(queryClient, leaving.signal);
    void watchServiceStates(leaving.signal);
    return () => {
      leaving.abort();
      // Nothing of one person is there for the next.
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
              <Menus />
            </Suspense>
          </Group>
        </Group>
      </AppShell.Header>
      {/* Out of sight is out of reach of the keyboard too. */}
      <AppShell.Navbar p="sm" aria-label={t('mainNavigation')} inert={isPhone && !isOpen}>
        <Places onFollowed={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Weather />
        <ReadOnlyBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Places({ onFollowed }: { onFollowed: () => void }) {
  const { t } = useTranslation();
  const person = useSignedIn();
  const here = useRouterState({ select: ({ location }) => location.pathname });
  return places
    .filter(({ roles }) => hasRole(person, roles))
    .map(({ path, words }) => (
      <NavLink
        key={path}
        component={Link}
        to={path}
        label={t(words)}
        active={here === path || here.startsWith(`${path}/`)}
        onClick={onFollowed}
      />
    ));
}

const patienceMilliseconds = 3000;

/** Whether news come by themselves. A moment without is not worth a word: a page begins so, and services restart. */
function LiveBadge() {
  const { t } = useTranslation();
  const isLive = useIsLive();
  const [wasLive] = useDebouncedValue(isLive, patienceMilliseconds);
  const isBehind = !isLive && !wasLive;
  const title = isBehind ? t('notLive', { seconds: pollMilliseconds / 1000 }) : t('liveDetail');
  return (
    <Badge variant="dot" color={isBehind ? 'yellow' : 'teal'} tt="none" title={title} role="status">
      {isBehind ? t('notLiveShort', { seconds: pollMilliseconds / 1000 }) : t('live')}
    </Badge>
  );
}

const readOnlyTexts = { tasks: 'readOnlyTasks', finance: 'readOnlyMoney' } as const;

/** Auth has no part that only reads. */
const splitServices = ['tasks', 'finance'] as const;

/** Which services can be read and not changed for now (S9). */
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

/** What is the matter with the network or with sign-in, above every page. */
function Weather() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const state = useSession();
  const text = !online
    ? t('offline')
    : state.kind === 'signed-in' && state.isProviderAway
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
