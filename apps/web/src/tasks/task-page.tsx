import { Badge, Button, Group, SimpleGrid } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Page } from '../components/page.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { managementRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { CompleteButton } from './complete-button.js';
import { CompletingStatus } from './completing-status.js';
import { DetailList } from './detail-list.js';
import { PersonName } from './person-name.js';
import { Section } from '../components/section.js';
import { TaskHistory } from './task-history.js';
import { TaskMoney } from './task-money.js';
import { taskOf, type Task } from './task-queries.js';
import { TaskStatus } from './task-status.js';

const EditDescription = lazy(async () => ({
  default: (await import('./edit-description.js')).EditDescription,
}));
const Redraw = lazy(async () => ({ default: (await import('./redraw.js')).Redraw }));

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
    <Page title={task.title} actions={<Actions task={task} />}>
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
      <CompletingStatus />
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

function Actions({ task }: { task: Task }) {
  const { t } = useTranslation('tasks');
  const person = useSignedIn();
  const [isEditing, editing] = useDisclosure();
  const [isRedrawing, redrawing] = useDisclosure();
  const managesTasks = hasRole(person, managementRoles);
  return (
    <>
      {(managesTasks || task.author.uuid === person.id) && (
        <Button variant="default" onClick={editing.open}>
          {t('edit')}
        </Button>
      )}
      {managesTasks && task.status !== 'completed' && (
        <Button variant="default" onClick={redrawing.open}>
          {t('redraw')}
        </Button>
      )}
      <CompleteButton task={task} size="sm" />
      <LazyDialog isOpen={isEditing}>
        <EditDescription task={task} isOpen={isEditing} onClose={editing.close} />
      </LazyDialog>
      <LazyDialog isOpen={isRedrawing}>
        <Redraw task={task} isOpen={isRedrawing} onClose={redrawing.close} />
      </LazyDialog>
    </>
  );
}

function TaskDetails({ task }: { task: Task }) {
  const { t } = useTranslation('tasks');
  const { instant, money } = useFormats();
  const { fee, reward, currency } = task;
  const price = (amount: number | null) =>
    amount === null || currency === null ? t('priceIsComing') : money(amount, currency);
  return (
    <DetailList
      label={t('facts')}
      details={[
        [t('performer'), <PersonName key="performer" person={task.assigned_to} />],
        [t('waits'), task.waits_for_performer ? t('waitsDetail') : null],
        [t('fee'), price(fee)],
        [t('reward'), price(reward)],
        [t('author'), <PersonName key="author" person={task.author} />],
        [t('created'), instant(task.created_at)],
        [t('changed'), task.changed_at === task.created_at ? null : instant(task.changed_at)],
        [t('assigned'), instant(task.assigned_at)],
        [t('completedAt'), task.completed_at === null ? null : instant(task.completed_at)],
      ]}
    />
  );
}
