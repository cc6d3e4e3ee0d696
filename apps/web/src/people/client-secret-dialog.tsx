import { Alert, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A secret as it was told, this once; null when the answer that had it was lost. */
export interface IssuedSecret {
  id: string;
  secret: string | null;
}

/** Shows a secret that nobody can ask for again. It is not closed by accident. */
export function ClientSecretDialog({ told, onClose }: { told: IssuedSecret | undefined; onClose: () => void }) {
  const { t } = useTranslation('people');
  return (
    <Modal
      opened={told !== undefined}
      onClose={onClose}
      title={told && t('secretTitle', { id: told.id })}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
    >
      {told && (
        <Stack gap="md">
          {told.secret === null ? (
            <Alert color="red">{t('secretLost', { id: told.id })}</Alert>
          ) : (
            <Secret id={told.id} secret={told.secret} />
          )}
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('keptIt')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function Secret({ id, secret }: { id: string; secret: string }) {
  const { t } = useTranslation('people');
  return (
    <>
      <Text>{t('secretOnce', { id })}</Text>
      <Group gap="sm" align="flex-end" wrap="nowrap">
        <TextInput
          label={t('secret')}
          readOnly
          flex={1}
          ff="monospace"
          value={secret}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" data-autofocus onClick={copy} aria-live="polite">
              {copied ? t('copied') : t('copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
