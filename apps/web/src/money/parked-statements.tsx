import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { responseData, finance, idempotencyHeader } from '../api/clients.js';
import { useCommand } from '../data/queries.js';
import { useFormats } from '../components/formats.js';
import { notifyDone, notifyProblem } from '../components/notify.js';
import { parkedStatementsQuery, type Delivery } from './account-queries.js';

interface ParkedStatementsProps {
  user: string;
  mayResend: boolean;
  /** Shows the statement of a day. */
  onDay: (date: string) => void;
}

/** A person's statements whose mail was permanently refused, if there are any. */
export function ParkedStatements({ user, mayResend, onDay }: ParkedStatementsProps) {
  const { t } = useTranslation('money');
  const { data } = useQuery(parkedStatementsQuery);
  const parked = data?.items.filter((delivery) => delivery.user === user) ?? [];
  return (
    parked.length > 0 && (
      <Alert color="yellow" title={t('parkedStatements', { count: parked.length })}>
        <Stack gap="sm">
          {parked.map((delivery) => (
            <ParkedStatement key={delivery.id} delivery={delivery} mayResend={mayResend} onDay={onDay} />
          ))}
        </Stack>
      </Alert>
    )
  );
}

interface ParkedStatementProps {
  delivery: Delivery;
  mayResend: boolean;
  onDay: (date: string) => void;
}

function ParkedStatement({ delivery, mayResend, onDay }: ParkedStatementProps) {
  const { t } = useTranslation('money');
  const { day } = useFormats();
  const resend = useCommand({
    send: (id: string, key) =>
      responseData(
        finance.POST('/statements/{id}/resend', {
          params: { path: { id } },
          headers: idempotencyHeader(key),
        }),
      ),
    changes: [['finance', 'days']],
  });
  const run = async () => {
    try {
      await resend.run(delivery.id);
      await notifyDone(t('statementIsSent'));
    } catch (error) {
      await notifyProblem(error);
    }
  };
  return (
    <Group gap="sm" justify="space-between">
      <div>
        <Anchor component="button" size="sm" onClick={() => onDay(delivery.date)}>
          {t('statementOf', { day: day(delivery.date) })}
        </Anchor>
        {delivery.last_error !== null && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('mailRefused', { answer: delivery.last_error })}
          </Text>
        )}
      </div>
      {mayResend && (
        <Button variant="default" size="xs" loading={resend.isRunning} onClick={() => void run()}>
          {t('sendAgain')}
        </Button>
      )}
    </Group>
  );
}
