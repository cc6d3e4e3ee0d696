import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { problemTitleKey, useProblemText } from './problem-texts.js';

interface ProblemAlertProps {
  error: unknown;
  /** Retries, where that can help. */
  retry?: () => void;
}

/** Tells the user what went wrong, why, and what to do next. */
export function ProblemAlert({ error, retry }: ProblemAlertProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <Alert color="red" role="alert" title={t(problemTitleKey(error))}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{problemText(error)}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('tryAgain')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
