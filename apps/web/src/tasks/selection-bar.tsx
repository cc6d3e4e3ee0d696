import { Button, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/use-session.js';
import { completeOwn, type Selection } from './selection.js';
import classes from './task-row.module.css';

/** What can be done with the selected tasks; hidden without any. */
export function SelectionBar({ selection: { selected, clear } }: { selection: Selection }) {
  const { t } = useTranslation('tasks');
  const { id } = useSignedIn();
  if (selected.size === 0) {
    return null;
  }
  const complete = () => {
    selected.forEach((task) => completeOwn(task, id));
    clear();
  };
  return (
    <Paper withBorder shadow="md" className={classes.selection} role="region" aria-label={t('selection')}>
      <Text size="sm">{t('selected', { count: selected.size })}</Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={clear}>
          {t('clearSelection')}
        </Button>
        <Button size="compact-sm" onClick={complete}>
          {t('completeSelected', { count: selected.size })}
        </Button>
      </Group>
    </Paper>
  );
}
