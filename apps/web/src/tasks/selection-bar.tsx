import { Button, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../session/use-session.js';
import { completeSelected, type Selection } from './selection.js';
import classes from './task-row.module.css';

/** What can be done with the selected tasks; hidden without any. */
export function SelectionBar({ selection }: { selection: Selection }) {
  const { selected, clear } = selection;
  const { t } = useTranslation('tasks');
  const { id } = useSignedIn();
  if (selected.size === 0) {
    return null;
  }
  return (
    <Paper withBorder shadow="md" className={classes.selection} role="region" aria-label={t('selection')}>
      <Text size="sm">{t('selected', { count: selected.size })}</Text>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={clear}>
          {t('clearSelection')}
        </Button>
        <Button size="compact-sm" onClick={() => completeSelected(selection, id)}>
          {t('completeSelected', { count: selected.size })}
        </Button>
      </Group>
    </Paper>
  );
}
