import { Center, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyProps {
  title: string;
  detail?: ReactNode;
  /** What to do about it. */
  action?: ReactNode;
}

/** What stands where there is nothing to show, and why. */
export function Empty({ title, detail, action }: EmptyProps) {
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
