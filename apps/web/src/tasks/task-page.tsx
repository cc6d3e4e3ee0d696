import { Badge, Group, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { EmptyState } from '../components/empty-state.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Page } from '../components/page.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { Section } from '../components/section.js';
import { TaskActions, TaskDetails } from './task-details.js';
import { TaskHistory } from './task-history.js';
import { TaskMoney } from './task-money.js';
import { taskOf, type Task } from './task-queries.js';
import { TaskStatus } from './task-status.js';

/** One task: description, performer, history, and postings (T5, T6, T8). */
export function TaskPage() {
  const { t } = useTranslation('tasks');
  const { uuid } = useParams({ from: '/inside/tasks/$uuid' });
  const query = useQuery(taskOf(uuid));
  if (!query.data) {
    return (
      <Page title={t('task')}>
        {isNotFound(query.error) ? (
          <EmptyState
            title={t('taskNotFoundTitle')}
            detail={t('taskNotFoundDetail')}
            action={<LinkedAnchor to="/tasks">{t('toTasks')}</LinkedAnchor>}
          />
        ) : query.isError ? (
          <QueryResult query={query}>{() => null}</QueryResult>
        ) : (
          <Loading lines={8} />
        )}
      </Page>
    );
  }
  return <LoadedTask task={query.data} />;
}

/** Whether no task has the URL's id, or the id is malformed. */
const isNotFound = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 404 || error.status === 400);

function LoadedTask({ task }: { task: Task }) {
  const { t } = useTranslation('tasks');
  return (
    <Page title={task.title} actions={<TaskActions task={task} />}>
      <Group gap="sm" mt="calc(-1 * var(--mantine-spacing-sm))">
        {task.jira_id !== null && (
          <Badge variant="default" radius="sm" tt="none" maw="16rem">
            {task.jira_id}
          </Badge>
        )}
        <TaskStatus task={task} />
        <LinkedAnchor to="/tasks" size="sm">
          {t('toTasks')}
        </LinkedAnchor>
      </Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
        <Section title={t('facts')}>
          <TaskDetails task={task} />
        </Section>
        <Section title={t('history')}>
          <TaskHistory uuid={task.uuid} />
        </Section>
      </SimpleGrid>
      <Section title={t('money')}>
        <TaskMoney uuid={task.uuid} />
      </Section>
    </Page>
  );
}
