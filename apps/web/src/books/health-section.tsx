import { Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { services, type Service } from '../api/services.js';
import { Problem } from '../api/problem.js';
import { useProblemText } from '../components/problem-texts.js';
import { LastUpdated } from '../components/last-updated.js';
import { healthQuery } from './operations-queries.js';

/** Shows whether each service is ready. */
export function HealthSection() {
  const { t } = useTranslation('books');
  return (
    <Stack gap="lg">
      <Text c="dimmed">{t('aboutHealth')}</Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {services.map((service) => (
          <Health key={service} service={service} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Health({ service }: { service: Service }) {
  const { t } = useTranslation('books');
  const problemText = useProblemText();
  const { isPending, isError, error, dataUpdatedAt, errorUpdatedAt } = useQuery(healthQuery(service));
  const isUnreachable = error instanceof Problem && error.status === 0;
  const state = isPending ? 'asked' : !isError ? 'ready' : isUnreachable ? 'away' : 'notReady';
  const colors = { asked: 'gray', ready: 'teal', notReady: 'orange', away: 'red' };
  return (
    <Paper withBorder p="md" component="section" aria-label={t(`service_${service}`)}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t(`service_${service}`)}
          </Title>
          <Badge variant="dot" color={colors[state]} tt="none" fw={500}>
            {t(`health_${state}`)}
          </Badge>
        </Group>
        <Text size="sm">{t(`does_${service}`)}</Text>
        {isError && <Text size="sm">{problemText(error)}</Text>}
        {!isPending && <LastUpdated time={Math.max(dataUpdatedAt, errorUpdatedAt)} />}
      </Stack>
    </Paper>
  );
}
