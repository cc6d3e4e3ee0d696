import { Group, Kbd, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useOpenAfterMount } from '../components/lazy-dialog.js';
import classes from './palette.module.css';
import { paletteKeys } from './search-button.js';

const keys = [
  { key: paletteKeys, textKey: 'key_palette' },
  { key: '/', textKey: 'key_search' },
  { key: 'N', textKey: 'key_newTask' },
  { key: 'J K', textKey: 'key_move' },
  { key: 'Enter', textKey: 'key_open' },
  { key: 'C', textKey: 'key_complete' },
  { key: 'X', textKey: 'key_select' },
  { key: 'Z', textKey: 'key_undo' },
  { key: 'Esc', textKey: 'key_close' },
  { key: '?', textKey: 'key_list' },
] as const;

interface KeyListProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Dialog that lists the keys that work on every page. */
export function KeyList({ isOpen, onClose }: KeyListProps) {
  const { t } = useTranslation(['palette', 'common']);
  return (
    <Modal
      opened={useOpenAfterMount(isOpen)}
      onClose={onClose}
      title={t('common:keys')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <dl className={classes.keys}>
        {keys.map(({ key, textKey }) => (
          <div key={key} className={classes.key}>
            <dt>{t(textKey)}</dt>
            <dd>
              <Group gap={4} wrap="nowrap">
                {key.split(' ').map((part) => (
                  <Kbd key={part}>{part}</Kbd>
                ))}
              </Group>
            </dd>
          </div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md">
        {t('keysRest')}
      </Text>
    </Modal>
  );
}
