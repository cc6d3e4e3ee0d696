import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import IconDeviceDesktop from '@tabler/icons-react/icons/IconDeviceDesktop';
import IconDeviceMobile from '@tabler/icons-react/icons/IconDeviceMobile';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { responseData, auth, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { Confirmation } from '../components/confirmation.js';
import { notifyDone } from '../components/notify.js';
import { QueryResult } from '../components/query-result.js';
import { RelativeTime } from '../components/relative-time.js';
import { Section } from '../components/section.js';
import { session } from '../session/session.js';
import { peopleKey, sessionsOf, type PersonData, type Session } from './people-queries.js';
import classes from './person.module.css';

interface PersonSessionsProps {
  person: PersonData;
  isSelf: boolean;
}

/** The browsers and devices a person is signed in with, which can all be signed out (A2). */
export function PersonSessions({ person, isSelf }: PersonSessionsProps) {
  const { t } = useTranslation('people');
  const query = useQuery(sessionsOf(person.uuid));
  return (
    <Section title={t('sessions')} about={t('sessionsAbout')}>
      <QueryResult query={query} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Text c="dimmed">{t('noSessions')}</Text>
          ) : (
            <>
              <ul aria-label={t('sessions')} className={classes.sessions}>
                {/* Sessions have no public id. */}
                {items.map((one, at) => (
                  <SessionItem key={at} session={one} />
                ))}
              </ul>
              <SignOutEverywhere person={person} isSelf={isSelf} />
            </>
          )
        }
      </QueryResult>
    </Section>
  );
}

const icons = { browser: IconDeviceDesktop, device: IconDeviceMobile } as const;

function SessionItem({
  session: { kind, signed_in_at: signedIn, last_used_at: lastUsed },
}: {
  session: Session;
}) {
  const { t } = useTranslation('people');
  const Icon = icons[kind];
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="center">
      <Icon size={18} aria-hidden className={classes.icon} />
      <Stack gap={0}>
        <Text fw={500}>{t(`session_${kind}`)}</Text>
        <Text size="sm" c="dimmed">
          {t('signedIn')} <RelativeTime instant={signedIn} /> · {t('lastUsed')}{' '}
          <RelativeTime instant={lastUsed} />
        </Text>
      </Stack>
    </Group>
  );
}

function SignOutEverywhere({ person: { uuid, name }, isSelf }: PersonSessionsProps) {
  const { t } = useTranslation('people');
  const [isConfirming, { open, close }] = useDisclosure();
  const ending = useCommand({
    send: (_: undefined, key) =>
      responseData(
        auth.DELETE('/users/{uuid}/sessions', { params: { path: { uuid }, header: idempotencyHeader(key) } }),
      ),
    changes: [peopleKey],
  });
  const openConfirmation = () => {
    ending.resetError();
    open();
  };
  const end = async () => {
    try {
      await ending.run(undefined);
    } catch {
      return;
    }
    close();
    await notifyDone(t('signedOutEverywhere', { name }));
    if (isSelf) {
      // This browser's session has ended, too.
      await session.forceRenew();
    }
  };
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={openConfirmation}>
        {t('signOutEverywhere')}
      </Button>
      <Confirmation
        isOpen={isConfirming}
        title={t('signOutEverywhereTitle', { name })}
        action={t('signOutEverywhere')}
        isDangerous
        isRunning={ending.isRunning}
        error={ending.error}
        onConfirm={() => void end()}
        onClose={close}
      >
        {isSelf && <Alert color="red">{t('signOutOneself')}</Alert>}
        <Text>{t('signOutEverywhereAbout', { name })}</Text>
      </Confirmation>
    </Group>
  );
}
