import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  /** What the section is for, in one sentence. */
  about?: ReactNode;
  /** Buttons for actions on the section. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A section of a page, with a heading. */
export function Section({ title, about, actions, children }: SectionProps) {
  return (
    <Paper component="section" aria-label={title} withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between" align="flex-start">
          <Stack gap={2}>
            <Title order={2} size="h4">
              {title}
            </Title>
            {about && (
              <Text size="sm" c="dimmed">
                {about}
              </Text>
            )}
          </Stack>
          {actions}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
