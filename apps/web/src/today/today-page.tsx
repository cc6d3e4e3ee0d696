import { Stack } from '@mantine/core';
import { useDisclosure, useElementSize } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { LazyDialog } from '../components/lazy-dialog.js';
import { openDayQuery, useDayBegan, type OwnDay } from '../components/open-day.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading } from '../components/query-result.js';
import { useKeys } from '../components/use-keys.js';
import { hasRole, performs, useSignedIn } from '../session/use-session.js';
import { NewTaskButton } from '../tasks/new-task-button.js';
import { DayStrip } from './day-strip.js';
import { standingOf } from './standing.js';
import { useTimeLeft } from './time-left.js';
import { TodayList } from './today-list.js';
import { openTasks } from './today-queries.js';

const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.js')).FirstSteps }));
const NewTask = lazy(async () => ({ default: (await import('../tasks/new-task.js')).NewTask }));

/** The start page: how the open day stands, and what there is to do (T1, T3, F4 to F6). */
export function TodayPage() {
  const { t } = useTranslation(['today', 'common']);
  const { ref: strip, height } = useElementSize<HTMLElement>({ box: 'border-box' });
  const [isCreating, creating] = useDisclosure();
  useKeys({ n: creating.open });
  const day = useQuery(openDayQuery);
  const began = useDayBegan();
  const isAdministrator = hasRole(useSignedIn(), ['administrator']);
  return (
    <Page
      title={t('common:place_today')}
      about={day.data ? <Headline day={day.data} /> : t('about')}
      actions={<NewTaskButton onClick={creating.open} />}
    >
      {day.isError && <ProblemAlert error={day.error} retry={() => void day.refetch()} />}
      {began === undefined ? (
        <Loading lines={10} />
      ) : (
        <Stack gap="md">
          {day.data && <DayStrip day={day.data} ref={strip} />}
          {isAdministrator && (
            <Suspense fallback={null}>
              <FirstSteps onNewTask={creating.open} />
            </Suspense>
          )}
          <TodayList dayBeganAt={began} stripHeight={height} />
        </Stack>
      )}
      <LazyDialog isOpen={isCreating}>
        <NewTask isOpen={isCreating} onClose={creating.close} />
      </LazyDialog>
    </Page>
  );
}

/** How the day stands, in a sentence or two. */
function Headline({ day }: { day: OwnDay }): ReactNode {
  const { t } = useTranslation('today');
  const { left, at } = useTimeLeft(day.ends_at, day.time_zone);
  const isPerforming = performs(useSignedIn());
  const ends = t('endsIn', { left, at, zone: day.time_zone.replaceAll('_', ' ') });
  return isPerforming ? (
    <>
      <OwnStanding day={day} /> {ends}
    </>
  ) : (
    ends
  );
}

function OwnStanding({ day: { balance, currency } }: { day: OwnDay }): ReactNode {
  const { t } = useTranslation('today');
  const { money } = useFormats();
  const { data } = useQuery(openTasks('me'));
  const standing = standingOf(balance, data?.items ?? []);
  switch (standing.kind) {
    case 'paid':
      return t('standing_paid', { amount: money(standing.amount, currency) });
    case 'even':
      return t('standing_even');
    case 'tasksAway':
      return t('standing_tasksAway', { count: standing.tasks });
    case 'overdrawn':
      return data ? t('standing_overdrawn', { amount: money(standing.amount, currency) }) : null;
  }
}
