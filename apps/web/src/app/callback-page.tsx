import { Button, Center } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { session } from '../session/session.js';
import { StartingFrame } from './shell.js';

// The provider's response can be used only once, and React mounts components twice in development.
let finishing: Promise<string> | undefined;

/** The OpenID redirect target: finishes the sign-in and returns the user to the page they came from. */
export function CallbackPage() {
  const { t } = useTranslation();
  const router = useRouter();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    finishing ??= session.finishSignIn();
    finishing.then(
      (returnTo) => router.history.replace(returnTo),
      () => setFailed(true),
    );
  }, [router]);
  if (!hasFailed) {
    return <StartingFrame />;
  }
  return (
    <Center component="main" mih="100vh">
      <EmptyState
        title={t('signInFailed')}
        detail={t('signInFailedDetail')}
        action={<Button onClick={() => void session.signIn('/')}>{t('signIn')}</Button>}
      />
    </Center>
  );
}
