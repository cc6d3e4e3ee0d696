import '@mantine/core/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { session } from '../session/session.js';
import { pageSettings } from '../session/page-settings.js';
import { queryClient } from '../data/queries.js';
import { keepFocus } from './keep-focus.js';
import { router } from './router.js';
import { theme } from './theme.js';

// Dialogs inject a style element that stops the page behind them from scrolling; it needs the nonce.
setNonce(pageSettings.styleNonce);

const NotificationArea = lazy(async () => ({
  default: (await import('../components/notifications.js')).NotificationArea,
}));

/** Notifications are rendered inside the router so that they can contain links. */
function WithNotifications({ children }: { children: ReactNode }) {
  return (
    <>
      <Suspense fallback={null}>
        <NotificationArea />
      </Suspense>
      {children}
    </>
  );
}

/** The whole web UI. */
export function App() {
  useEffect(() => {
    if (location.pathname !== '/callback') {
      void session.signInSilently();
    }
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    keepFocus(leaving.signal);
    return () => leaving.abort();
  }, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => pageSettings.styleNonce}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} InnerWrap={WithNotifications} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
