import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setPageTitle } from './page-title.js';

interface PageProps {
  title: string;
  /** What the page is for, in one sentence. */
  about?: ReactNode;
  /** Buttons for actions on the whole page. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A page with a title (also the browser tab's), a description, actions and content. */
export function Page({ title, about, actions, children }: PageProps) {
  const { t } = useTranslation();
  useEffect(() => {
    setPageTitle(`${title} · ${t('product')}`);
  }, [title, t]);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <Stack gap={4} flex="1 1 20rem" miw={0}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {about && <Text c="dimmed">{about}</Text>}
        </Stack>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
