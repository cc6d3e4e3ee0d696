import { Alert, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { titleOf, useProblemWords } from './problem-texts.js';

interface ProblemAlertProps {
  error: unknown;
  /** Tries again, where that can help. */
  retry?: () => void;
}

/** What went wrong, why, and what now. */
export function ProblemAlert({ error, retry }: ProblemAlertProps) {
  const { t } = useTranslation();
  const problemText = useProblemWords();
  const isAway = error instanceof Problem && error.status === 0;
  const detail = isAway ? t('noAnswerDetail') : problemText(error);
  return (
    <Alert color="red" role="alert" title={t(titleOf(error))}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{detail}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('tryAgain')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
