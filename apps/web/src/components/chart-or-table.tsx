import { Box, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ChartOrTableProps {
  title: string;
  /** What the chart shows, in one sentence. */
  about?: ReactNode;
  /** Inputs that choose what is shown. */
  controls?: ReactNode;
  /** Text alternative for the chart: what it shows, for which period, and what stands out. */
  chartLabel: string;
  chart: ReactNode;
  /** The same data as a table. */
  table: ReactNode;
}

/** A chart that can be switched to a table of the same data. */
export function ChartOrTable({ title, about, controls, chartLabel, chart, table }: ChartOrTableProps) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  return (
    <Paper component="section" aria-label={title} withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={2} flex="1 1 240px">
            <Title order={2} size="h4">
              {title}
            </Title>
            {about && (
              <Text size="sm" c="dimmed">
                {about}
              </Text>
            )}
          </Stack>
          <Group gap="md">
            {controls}
            <Switch
              label={t('asTable')}
              checked={isTable}
              onChange={({ currentTarget }) => setTable(currentTarget.checked)}
            />
          </Group>
        </Group>
        {isTable ? (
          table
        ) : (
          <Box role="img" aria-label={chartLabel}>
            {chart}
          </Box>
        )}
      </Stack>
    </Paper>
  );
}
