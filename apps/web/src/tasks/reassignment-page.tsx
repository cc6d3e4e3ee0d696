import { Code, Group, Progress, Stack, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Page } from '../components/page.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { DetailList } from './detail-list.js';
import { PersonName } from './person-name.js';
import { useReassignment } from './reassignment-progress.js';
import type { Reassignment } from './reassignment-queries.js';
import { ReassignmentState } from './reassignment-state.js';
import { Section } from '../components/section.js';

// Charts are heavy, so they are loaded on demand.
const Fairness = lazy(async () => ({ default: (await import('./fairness.js')).Fairness }));

/** A reassignment of all open tasks: its progress, and once completed, how evenly the tasks were distributed (T4). */
export function ReassignmentPage() {
  const { t } = useTranslation(['tasks', 'common']);
  const { instant } = useFormats();
  const { id } = useParams({ from: '/inside/for/reassignments/reassignments/$id' });
  const query = useReassignment(id);
  const { data, error } = query;
  const toAll = (
    <LinkedAnchor to="/reassignments" size="sm">
      {t('toReassignments')}
    </LinkedAnchor>
  );
  return (
    <Page
      title={
        data ? t('reassignmentOf', { when: instant(data.requested_at) }) : t('common:place_reassignments')
      }
    >
      {!data && error instanceof Problem && (error.status === 404 || error.status === 400) ? (
        <EmptyState title={t('reassignmentNotFoundTitle')} detail={t('taskNotFoundDetail')} action={toAll} />
      ) : (
        <QueryResult query={query} lines={8}>
          {(reassignment) => (
            <Stack>
              <Group gap="sm" mt="calc(-1 * var(--mantine-spacing-sm))">
                <ReassignmentState state={reassignment.state} />
                {toAll}
              </Group>
              <ProgressSection reassignment={reassignment} />
              {reassignment.state === 'completed' && reassignment.done > 0 && (
                <Suspense fallback={<Loading lines={8} />}>
                  <Fairness id={id} />
                </Suspense>
              )}
            </Stack>
          )}
        </QueryResult>
      )}
    </Page>
  );
}

function ProgressSection({ reassignment }: { reassignment: Reassignment }) {
  const { t } = useTranslation(['tasks', 'common']);
  const { exactInstant, number } = useFormats();
  const {
    state,
    done,
    total,
    passed_over: skipped,
    started_at: started,
    finished_at: finished,
  } = reassignment;
  const isCompleted = state === 'completed';
  return (
    <Section title={t('progress')}>
      <Progress.Root size="xl">
        <Progress.Section
          value={percentOf(reassignment)}
          color={isCompleted ? 'teal' : 'blue'}
          striped={!isCompleted}
          animated={state === 'running'}
          aria-label={t('progress')}
        />
      </Progress.Root>
      {!isCompleted && (
        <Text size="sm" c="dimmed">
          {t('leaveIt')}
        </Text>
      )}
      <DetailList
        label={t('progress')}
        details={[
          [
            t('drawnTasks'),
            total === null ? t('notYet') : t('ofTotal', { done: number(done), total: number(total) }),
          ],
          [t('skipped'), skipped === null ? null : number(skipped)],
          [t('perSecond'), done === 0 ? null : number(Math.round(reassignment.per_second))],
          [t('requestedBy'), <PersonName key="requestedBy" person={reassignment.requested_by} />],
          [t('requested'), exactInstant(reassignment.requested_at)],
          [t('started'), started === null ? t('notYet') : exactInstant(started)],
          [t('finished'), finished === null ? t('notYet') : exactInstant(finished)],
          [
            t('seed'),
            reassignment.seed === null ? t('seedHint') : <Code key="seed">{reassignment.seed}</Code>,
          ],
        ]}
      />
    </Section>
  );
}

/** Progress in percent; 100 for a completed one, even if there were no tasks to reassign. */
function percentOf({ state, done, total, passed_over: skipped }: Reassignment): number {
  if (state === 'completed') {
    return 100;
  }
  return total ? Math.min(100, (100 * (done + (skipped ?? 0))) / total) : 0;
}
