import { Badge, Button, CopyButton, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { QueryResult } from '../components/query-result.js';
import { TaskActions, TaskDetails } from './task-details.js';
import { TaskHistory } from './task-history.js';
import { TaskMoney } from './task-money.js';
import { taskOf, type Task } from './task-queries.js';
import { TaskStatus } from './task-status.js';

interface TaskPanelProps {
  /** The task from the URL; the panel is closed without one. */
  uuid: string | undefined;
  /** The tasks of the list, in its order. */
  among: readonly string[];
  /** Shows another task, or closes the panel. */
  onShow: (uuid: string | undefined) => void;
}

const phoneWidth = '(max-width: 47.99em)';

/** A task beside the list: at the side, or from below on a phone. */
export function TaskPanel({ uuid, among, onShow }: TaskPanelProps) {
  const { t } = useTranslation(['tasks', 'common']);
  const isPhone = useMediaQuery(phoneWidth);
  // Keeps its content while it closes.
  const [last, setLast] = useState(uuid);
  if (uuid !== undefined && uuid !== last) {
    setLast(uuid);
  }
  return (
    <Drawer
      opened={useOpenAfterMount(uuid !== undefined)}
      onClose={() => onShow(undefined)}
      position={isPhone ? 'bottom' : 'right'}
      size={isPhone ? '92%' : 'lg'}
      title={t('task')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {last !== undefined && (
        <Stack gap="md">
          <Neighbours uuid={last} among={among} onShow={onShow} />
          <ShownTask key={last} uuid={last} />
        </Stack>
      )}
    </Drawer>
  );
}

function Neighbours({ uuid, among, onShow }: TaskPanelProps & { uuid: string }) {
  const { t } = useTranslation('tasks');
  const at = among.indexOf(uuid);
  const [before, after] = at < 0 ? [] : [among[at - 1], among[at + 1]];
  return (
    <Group gap="xs" justify="space-between">
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          disabled={before === undefined}
          onClick={() => onShow(before)}
        >
          {t('previous')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={after === undefined}
          onClick={() => onShow(after)}
        >
          {t('next')}
        </Button>
      </Group>
      <Group gap="sm">
        <CopyButton value={new URL(`/tasks/${uuid}`, location.origin).href}>
          {({ copied, copy }) => (
            <Button size="compact-sm" variant="subtle" onClick={copy}>
              {t(copied ? 'copied' : 'copyLink')}
            </Button>
          )}
        </CopyButton>
        <LinkedAnchor size="sm" to="/tasks/$uuid" params={{ uuid }}>
          {t('fullPage')}
        </LinkedAnchor>
      </Group>
    </Group>
  );
}

function ShownTask({ uuid }: { uuid: string }) {
  const query = useQuery(taskOf(uuid));
  return (
    <QueryResult query={query} lines={8}>
      {(task) => <TaskContent task={task} />}
    </QueryResult>
  );
}

function TaskContent({ task }: { task: Task }) {
  const { t } = useTranslation('tasks');
  return (
    <>
      <div>
        <Group gap="xs" mb={4}>
          {task.jira_id !== null && (
            <Badge variant="default" radius="sm" tt="none" maw="16rem">
              {task.jira_id}
            </Badge>
          )}
          <TaskStatus task={task} />
        </Group>
        <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
          {task.title}
        </Title>
      </div>
      <Group gap="sm">
        <TaskActions task={task} />
      </Group>
      <TaskDetails task={task} />
      <Text fw={600}>{t('history')}</Text>
      <TaskHistory uuid={task.uuid} />
      <Text fw={600}>{t('money')}</Text>
      <TaskMoney uuid={task.uuid} />
    </>
  );
}
