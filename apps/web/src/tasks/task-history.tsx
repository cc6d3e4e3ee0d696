import { Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { QueryResult } from '../components/query-result.js';
import { useSignedIn } from '../session/use-session.js';
import { taskHistory, type TaskHistory as History } from './task-queries.js';

/** A task's history: who it was assigned to and when, and when it was completed. */
export function TaskHistory({ uuid }: { uuid: string }) {
  const query = useQuery(taskHistory(uuid));
  return (
    <QueryResult query={query} lines={3}>
      {({ items }) => (
        <Timeline active={items.length - 1} bulletSize={16} lineWidth={2} role="list">
          {items.map((entry, at) => (
            <Timeline.Item key={at} role="listitem" title={<Entry entry={entry} />}>
              <When instant={entry.occurred_at} />
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </QueryResult>
  );
}

function Entry({ entry: { event, performer } }: { entry: History['items'][number] }) {
  const { t } = useTranslation(['tasks', 'common']);
  const person = useSignedIn();
  return performer.uuid === person.id
    ? t(`history_${event}You`)
    : t(`history_${event}`, { name: performer.name ?? t('common:unknownName') });
}

function When({ instant }: { instant: string }) {
  const { exactInstant } = useFormats();
  return (
    <Text component="time" dateTime={instant} size="sm" c="dimmed">
      {exactInstant(instant)}
    </Text>
  );
}
