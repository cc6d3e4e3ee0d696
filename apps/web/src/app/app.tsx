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
import { router } from './router.js';
import { theme } from './theme.js';

// Dialogs keep the page behind them from scrolling by a style of their own.
setNonce(pageSettings.styleNonce);

const Notices = lazy(async () => ({ default: (await import('../components/notifications.js')).Notices }));

/** Notices are inside the router, so that they may have links. */
function WithNotices({ children }: { children: ReactNode }) {
  return (
    <>
      <Suspense fallback={null}>
        <Notices />
      </Suspense>
      {children}
    </>
  );
}

/** The whole web UI. */
export function App() {
  useEffect(() => {
    if (location.pathname !== '/callback') {
      void session.begin();
    }
  }, []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => pageSettings.styleNonce}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} InnerWrap={WithNotices} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
