import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { managementRoles } from '../session/roles.js';
import { hasRole, useSignedIn } from '../session/use-session.js';
import { CompleteButton } from './complete-button.js';
import { DetailList } from './detail-list.js';
import { PersonName } from './person-name.js';
import type { Task } from './task-queries.js';

const EditDescription = lazy(async () => ({
  default: (await import('./edit-description.js')).EditDescription,
}));
const Redraw = lazy(async () => ({ default: (await import('./redraw.js')).Redraw }));

/** The buttons of a task, as far as the current user may use them (T3, T5, T6). */
export function TaskActions({ task }: { task: Task }) {
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

/** The people, times and price of a task (T8, T9). */
export function TaskDetails({ task }: { task: Task }) {
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
