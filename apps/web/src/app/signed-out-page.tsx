import { Button, Center, Image, Paper, Stack, Text, Title } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyProblem } from '../components/notify.js';
import { setPageTitle } from '../components/page-title.js';
import { session, type SessionState } from '../session/session.js';

type Reason = Extract<SessionState, { kind: 'signed-out' }>['reason'];

const retryMilliseconds = 5000;

/** Replaces every page while no one is signed in: says why, and offers a sign-in that returns to this page. */
export function SignedOutPage({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  const here = useRouterState({ select: ({ location }) => location.href });
  const [isLeaving, setLeaving] = useState(false);
  useEffect(() => {
    setPageTitle(t('product'));
  }, [t]);
  useEffect(() => {
    if (reason !== 'provider-unavailable') {
      return undefined;
    }
    const retries = setInterval(() => void session.signInSilently(), retryMilliseconds);
    return () => clearInterval(retries);
  }, [reason]);
  const signIn = async () => {
    setLeaving(true);
    await session.signIn(here).catch((error: unknown) => {
      setLeaving(false);
      void notifyProblem(error);
    });
  };
  const details = {
    ended: t('sessionEnded'),
    refused: t('accountRefused'),
    'provider-unavailable': t('providerAway'),
    none: t('signedOutDetail'),
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder shadow="sm" p="xl" maw={420} w="100%">
        <Stack align="center">
          <Image src="/feather.svg" alt="" w={56} h={56} />
          <Title order={1} size="h2">
            {t('product')}
          </Title>
          <Text c="dimmed">{t('slogan')}</Text>
          <Text ta="center">{details[reason ?? 'none']}</Text>
          <Button fullWidth loading={isLeaving} onClick={() => void signIn()}>
            {t('signIn')}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}
