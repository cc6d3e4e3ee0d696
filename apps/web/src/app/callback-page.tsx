import { Button, Center } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../components/empty.js';
import { Loading } from '../components/query-result.js';
import { session } from '../session/session.js';

// The answer is good for one use, and React mounts twice while developing.
let finishing: Promise<string> | undefined;

/** Where the sign-in page sends people back to; goes on to where they were. */
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
    return <Loading />;
  }
  return (
    <Center component="main" mih="100vh">
      <Empty
        title={t('signInFailed')}
        detail={t('signInFailedDetail')}
        action={<Button onClick={() => void session.signIn('/')}>{t('signIn')}</Button>}
      />
    </Center>
  );
}
