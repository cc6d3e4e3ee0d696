import { Switch } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { idempotencyHeader, responseData, tasks } from '../api/clients.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { useReadOnlyServices } from '../components/use-read-only.js';
import { useCommand } from '../data/queries.js';
import { notificationsKey } from './notification-queries.js';

const notificationSettings = () =>
  queryOptions({
    queryKey: [...notificationsKey, 'settings'],
    queryFn: ({ signal }) => responseData(tasks.GET('/notifications/settings', { signal })),
  });

/** Turns the user's daily digest by mail on and off. */
export function DigestSwitch() {
  const { t } = useTranslation('notifications');
  const { data, error } = useQuery(notificationSettings());
  const isReadOnly = useReadOnlyServices().includes('tasks');
  const change = useCommand({
    send: (isOn: boolean, key) =>
      responseData(
        tasks.PUT('/notifications/settings', {
          body: { daily_digest: isOn },
          headers: idempotencyHeader(key),
        }),
      ),
    changes: [notificationsKey],
  });
  // It is not disabled meanwhile, because that would take the focus away.
  const turn = (isOn: boolean): void => {
    if (!change.isRunning) {
      void change.run(isOn).catch(() => undefined);
    }
  };
  const problem = change.error ?? error;
  return (
    <>
      <Switch
        label={t('dailyDigest')}
        description={t('dailyDigestDetail')}
        checked={data?.daily_digest ?? false}
        disabled={!data || isReadOnly}
        onChange={({ currentTarget }) => turn(currentTarget.checked)}
      />
      {problem && <ProblemAlert error={problem} />}
    </>
  );
}
