import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface NoticeProps {
  color: 'yellow' | 'orange' | 'teal' | 'red';
  title: string;
  role?: 'alert' | 'status';
  children?: ReactNode;
}

/** A highlighted notice. Its title has the text colour, because Alert's own title colour is hard to read. */
export function Notice({ color, title, role, children }: NoticeProps) {
  return (
    <Alert color={color} role={role}>
      <Text size="sm" fw={700} mb={children ? 4 : 0}>
        {title}
      </Text>
      {children}
    </Alert>
  );
}
