import { Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Confirmation } from './confirmation.js';

interface UnsavedEditsProps {
  /** Whether there are edits that would be lost. */
  isEdited: boolean;
  /** What they change, for example the name of a person. */
  subject: string;
}

/**
 * Asks before unsaved edits are lost by leaving the page, or by closing the tab, for which browsers have a dialog of
 * their own. A change of only search parameters stays on the page and is not asked about.
 */
export function UnsavedEdits({ isEdited, subject }: UnsavedEditsProps) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => isEdited && current.pathname !== next.pathname,
    enableBeforeUnload: isEdited,
    withResolver: true,
  });
  return (
    <Confirmation
      isOpen={status === 'blocked'}
      title={t('leaveUnsaved')}
      action={t('leave')}
      isDangerous
      isRunning={false}
      error={null}
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      <Text size="sm">{t('unsavedEdits', { subject })}</Text>
    </Confirmation>
  );
}
