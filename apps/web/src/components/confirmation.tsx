import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.js';

interface ConfirmationProps {
  isOpen: boolean;
  title: string;
  /** Explains what will happen. */
  children: ReactNode;
  /** Label of the confirming button. */
  action: string;
  /** Whether the action cannot be undone. */
  isDangerous?: boolean;
  /** Whether the action can be confirmed yet, for example because its consequences are loaded or a name is typed. */
  isReady?: boolean;
  isRunning: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** Confirmation dialog: explains an action, runs it, and shows the problem if it fails. */
export function Confirmation(props: ConfirmationProps) {
  const { isOpen, title, children, action, isDangerous, isReady = true } = props;
  const { isRunning, error, onConfirm, onClose } = props;
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <Stack gap="md">
        {children}
        {error !== null && error !== undefined && <ProblemAlert error={error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            color={isDangerous ? 'red.8' : undefined}
            loading={isRunning}
            disabled={!isReady}
            onClick={onConfirm}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
