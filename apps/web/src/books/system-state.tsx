import { Group, List, Loader, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { services } from '../api/services.js';
import { mostCounted, useAttention } from '../components/attention.js';
import { useFormats } from '../components/formats.js';
import { LastUpdated } from '../components/last-updated.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Notice } from './notice.js';
import { healthQuery } from './operations-queries.js';
import type { Section } from './operations-search.js';

/** Something that needs attention, and the section of this page that shows it; the days have a page of their own. */
interface Need {
  text: string;
  section?: Section;
}

/** One line: all is well, or what is not, with a link to each; and the time of the last check. */
export function SystemState() {
  const { t } = useTranslation('books');
  const { needs, isPending, checkedAt } = useNeeds();
  if (isPending) {
    return (
      <Group gap="xs" role="status" mb="lg">
        <Loader size="xs" />
        <Text size="sm">{t('checkingAll')}</Text>
      </Group>
    );
  }
  const isWell = needs.length === 0;
  return (
    <Notice
      color={isWell ? 'teal' : 'orange'}
      role="status"
      title={isWell ? t('allIsWell') : t('needsAttention')}
    >
      {isWell ? (
        <Text size="sm">{t('allIsWellDetail')}</Text>
      ) : (
        <List size="sm" mb={4}>
          {needs.map(({ text, section }) => (
            <List.Item key={text}>
              <LinkedAnchor
                {...(section ? { to: '/operations', search: { section } } : { to: '/days' })}
                inherit
              >
                {text}
              </LinkedAnchor>
            </List.Item>
          ))}
        </List>
      )}
      <LastUpdated time={checkedAt} />
    </Notice>
  );
}

/** What needs attention now. `checkedAt` is when a service last said that it is ready, in milliseconds since 1970. */
function useNeeds(): { needs: Need[]; isPending: boolean; checkedAt: number } {
  const { t } = useTranslation('books');
  const { number } = useFormats();
  const { messages, statements, days, unknown, isPending } = useAttention();
  const health = useQueries({ queries: services.map(healthQuery) });
  const upTo = (count: number): string => (count > mostCounted ? `${number(mostCounted)}+` : number(count));
  const needs: Need[] = services.flatMap((name, index) => {
    const service = t(`service_${name}`);
    const count = messages.get(name) ?? 0;
    const isReady = !health[index]?.isError && !unknown.has(name);
    return [
      ...(isReady ? [] : [{ text: t('serviceNotReady', { service }), section: 'health' } as const]),
      ...(count > 0
        ? [{ text: t('messagesParked', { count, number: upTo(count), service }), section: 'parked' } as const]
        : []),
    ];
  });
  if (statements > 0) {
    const text = t('statementsParked', { count: statements, number: upTo(statements) });
    needs.push({ text, section: 'statements' });
  }
  if (days > 0) {
    needs.push({ text: t('daysOverdue', { count: days, number: number(days) }) });
  }
  return {
    needs,
    isPending: isPending || health.some((query) => query.isPending),
    checkedAt: Math.max(
      ...health.map(({ dataUpdatedAt, errorUpdatedAt }) => Math.max(dataUpdatedAt, errorUpdatedAt)),
    ),
  };
}
