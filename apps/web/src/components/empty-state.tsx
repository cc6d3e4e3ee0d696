import { Center, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  title: string;
  detail?: ReactNode;
  /** What the user can do about it. */
  action?: ReactNode;
}

/** Shown in place of empty content, and explains why it is empty. */
export function EmptyState({ title, detail, action }: EmptyStateProps) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={420}>
        <Text fw={600}>{title}</Text>
        {detail && (
          <Text c="dimmed" ta="center">
            {detail}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
