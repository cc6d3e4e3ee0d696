import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import { longestViewName, withoutView, withView, type SavedView } from './saved-views.js';
import type { TasksSearch } from './tasks-search.js';

interface ViewDialogProps {
  isOpen: boolean;
  onClose: () => void;
  views: readonly SavedView[];
  /** The view to rename or delete; undefined for a new one. */
  edited: SavedView | undefined;
  search: TasksSearch;
  onStore: (views: readonly SavedView[]) => void;
}

/** Dialog that names the present filters and order, or renames or deletes a saved view. */
export function ViewDialog({ isOpen, onClose, edited, ...form }: ViewDialogProps) {
  const { t } = useTranslation(['tasks', 'common']);
  // Keeps its content while it closes.
  const [last, setLast] = useState(edited);
  if (isOpen && edited !== last) {
    setLast(edited);
  }
  return (
    <Modal
      opened={useOpenAfterMount(isOpen)}
      onClose={onClose}
      title={t(last ? 'editView' : 'saveView')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <ViewForm {...form} edited={last} onClose={onClose} />
    </Modal>
  );
}

function ViewForm({ views, edited, search, onStore, onClose }: Omit<ViewDialogProps, 'isOpen'>) {
  const { t } = useTranslation(['tasks', 'common']);
  const [typed, setTyped] = useState(edited?.name ?? '');
  const name = typed.trim();
  const storeAndClose = (changed: readonly SavedView[]) => {
    onStore(changed);
    onClose();
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (name !== '') {
      storeAndClose(withView(views, { name, search: edited?.search ?? search }, edited));
    }
  };
  return (
    <form onSubmit={save}>
      <Stack gap="sm">
        <TextInput
          label={t('viewName')}
          description={t('viewNameHint')}
          data-autofocus
          maxLength={longestViewName}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          {edited && (
            <Button
              variant="default"
              c="red"
              me="auto"
              onClick={() => storeAndClose(withoutView(views, edited))}
            >
              {t('deleteView')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={name === ''}>
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
