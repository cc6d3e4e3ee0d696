import { Badge, Group, Text, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { maxDescriptionLength, readDescription } from './description.js';

interface DescriptionFieldProps {
  value: string;
  onChange: (text: string) => void;
  /** Why the service refused the description. */
  error?: string;
}

/** Input for a task's description, with a preview below. Enter submits the surrounding form. */
export function DescriptionField({ value, onChange, error }: DescriptionFieldProps) {
  const { t } = useTranslation('tasks');
  const { jiraId, title, keyState, refusal } = readDescription(value);
  const isRefused = refusal !== undefined && refusal !== 'empty';
  const submitOnEnter = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      event.currentTarget.form?.requestSubmit();
    }
  };
  return (
    <>
      <Textarea
        data-autofocus
        label={t('description')}
        description={t('descriptionHint')}
        rows={3}
        value={value}
        error={error ?? (isRefused ? t(`refused_${refusal}`, { longest: maxDescriptionLength }) : undefined)}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={submitOnEnter}
      />
      {/* Always rendered: screen readers announce changes only of a live region that already exists. */}
      <Text size="xs" c="dimmed" mih="1.25rem" role="status">
        {refusal === undefined && keyState !== 'none' && t(`keyState_${keyState}`, { key: jiraId ?? '' })}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start" mih="1.75rem" role="group" aria-label={t('preview')}>
        {refusal === undefined && (
          <>
            {jiraId !== null && (
              <Badge variant="default" radius="sm" tt="none" maw="12rem" flex="none">
                {jiraId}
              </Badge>
            )}
            <Text fw={500} lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Text>
          </>
        )}
      </Group>
    </>
  );
}
