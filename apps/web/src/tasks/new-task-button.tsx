import { Button, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The button that opens the dialog for a new task, with its key. */
export function NewTaskButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('tasks');
  return (
    <Button
      onClick={onClick}
      rightSection={
        <Kbd size="xs" aria-hidden visibleFrom="sm">
          N
        </Kbd>
      }
      aria-keyshortcuts="n"
    >
      {t('newTask')}
    </Button>
  );
}
