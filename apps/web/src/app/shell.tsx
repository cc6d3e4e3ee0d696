import { Alert, Burger, Image, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery, useNetwork } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useReadOnlyServices } from '../components/use-read-only.js';
import type { Role } from '../session/session.js';
import { SignedOutPage } from './signed-out-page.js';
import { hasRole, useSession, useSignedIn } from '../session/use-session.js';
import { liveUpdates } from '../data/live-updates.js';
import { FrameDialogs, useFrameDialogs } from './frame-dialogs.js';
import classes from './frame.module.css';
import { MainMenu } from './main-menu.js';
import { NotAllowedPage } from './other-pages.js';
import { loadArea } from '../i18n/i18n.js';
import { PagePending } from './page-pending.js';
import { SearchButton } from './search-button.js';
import { UndoBar } from './undo-bar.js';
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
    return <StartingFrame />;
  }
  return state.kind === 'signed-out' ? <SignedOutPage reason={state.reason} /> : <Frame />;
}

/** Renders the child pages for users with one of the roles, and an explanation for everyone else. */
export function RequireRoles({ roles }: { roles: readonly Role[] }) {
  return hasRole(useSignedIn(), roles) ? <Outlet /> : <NotAllowedPage roles={roles} />;
}

/** The frame before it is known who is signed in: nothing moves when the page appears. */
export function StartingFrame() {
  return (
    <div className={classes.frame}>
      <Header />
      <div className={classes.menu} />
      <main className={classes.content}>
        <PagePending />
      </main>
    </div>
  );
}

/** Below this width (the breakpoint `sm`) the navigation collapses behind a button. */
const phoneWidth = '(max-width: 47.99em)';

function Frame() {
  const { t } = useTranslation();
  const [isMenuOpen, menu] = useDisclosure();
  const isPhone = useMediaQuery(phoneWidth);
  const burger = useRef<HTMLButtonElement>(null);
  const dialogs = useFrameDialogs();
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
  const isDrawerOpen = isPhone && isMenuOpen;
  useEffect(() => {
    if (!isDrawerOpen) {
      return undefined;
    }
    const closeOnEscape = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') {
        menu.close();
        burger.current?.focus();
      }
    };
    window.addEventListener('keydown', closeOnEscape);
    return () => window.removeEventListener('keydown', closeOnEscape);
  }, [isDrawerOpen, menu]);
  return (
    <div className={classes.frame}>
      <a className="skip-link" href="#content">
        {t('skipToContent')}
      </a>
      <Header
        burger={
          <Burger
            ref={burger}
            className={classes.burger}
            opened={isMenuOpen}
            onClick={menu.toggle}
            size="sm"
            aria-expanded={isMenuOpen}
            aria-label={t('openNavigation')}
          />
        }
      >
        <SearchButton onClick={() => dialogs.open('palette')} />
        <div className={classes.tools}>
          <Suspense fallback={null}>
            <NotificationBell />
            <Menus onShowKeys={() => dialogs.open('keys')} />
          </Suspense>
        </div>
      </Header>
      {/* A closed navigation must not take keyboard focus. */}
      <nav
        className={classes.menu}
        aria-label={t('mainNavigation')}
        data-open={isMenuOpen || undefined}
        inert={isPhone && !isMenuOpen}
      >
        <MainMenu onNavigate={menu.close} />
      </nav>
      {/* For the pointer alone: the keyboard has Escape and the button. */}
      {isDrawerOpen && <div className={classes.backdrop} onClick={menu.close} aria-hidden />}
      <main className={classes.content} id="content" tabIndex={-1} inert={isDrawerOpen}>
        <Suspense fallback={null}>
          <ReassignmentLine />
        </Suspense>
        <ConnectionBanner />
        <ReadOnlyBanner />
        <Outlet />
      </main>
      <UndoBar />
      <FrameDialogs {...dialogs} />
    </div>
  );
}

/** The header with the product's name; `children` are what a signed-in person finds beside it. */
function Header({ burger, children }: { burger?: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <header className={classes.header}>
      {burger}
      <div className={classes.brand}>
        <Image src="/feather.svg" alt="" w={26} h={26} />
        <span className={classes.brandName}>{t('product')}</span>
      </div>
      {children}
    </header>
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
