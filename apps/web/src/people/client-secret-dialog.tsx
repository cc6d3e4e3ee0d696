import { Alert, Button, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A newly issued client secret, shown only once; null if the response that held it was lost. */
export interface IssuedSecret {
  id: string;
  secret: string | null;
}

/** Shows a client secret, which cannot be retrieved again; so the dialog does not close by accident. */
export function ClientSecretDialog({
  issued,
  onClose,
}: {
  issued: IssuedSecret | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('people');
  return (
    <Modal
      opened={issued !== undefined}
      onClose={onClose}
      title={issued && t('secretTitle', { id: issued.id })}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      centered
    >
      {issued && (
        <Stack gap="md">
          {issued.secret === null ? (
            <Alert color="red">{t('secretLost', { id: issued.id })}</Alert>
          ) : (
            <Secret id={issued.id} secret={issued.secret} />
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
