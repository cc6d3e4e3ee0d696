import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Section } from '../components/section.js';
import { useSignedIn } from '../session/use-session.js';
import { hasColleagues, hasTasks } from './first-steps-queries.js';
import { useTimeLeft } from './time-left.js';
import { companyDayQuery, type CompanyDay } from './today-queries.js';

interface FirstStepsProps {
  /** Opens the dialog for a new task. */
  onNewTask: () => void;
}

/**
 * What a new company sets up, for its administrators: settings that cannot change later, mail, people, the first task.
 * Renders nothing once there are people and a task, or after the administrator hides it.
 */
export function FirstSteps({ onNewTask }: FirstStepsProps) {
  const { t } = useTranslation('today');
  const { id } = useSignedIn();
  const [isHidden, setHidden] = useLocalStorage({
    key: `ates-first-steps-hidden-${id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const { data: day } = useQuery(companyDayQuery);
  // What is done stays done, so it is not asked again with each change.
  const { data: colleagues } = useQuery({
    ...hasColleagues,
    enabled: ({ state }) => !isHidden && !state.data,
  });
  const { data: tasks } = useQuery({ ...hasTasks, enabled: ({ state }) => !isHidden && !state.data });
  const isKnown = day !== undefined && colleagues !== undefined && tasks !== undefined;
  if (isHidden || !isKnown || (colleagues && tasks)) {
    return null;
  }
  return (
    <Section
      title={t('firstSteps')}
      about={t('firstStepsAbout')}
      actions={
        <Button size="compact-sm" variant="subtle" onClick={() => setHidden(true)}>
          {t('hideFirstSteps')}
        </Button>
      }
    >
      <Stack component="ol" gap="sm" p={0} m={0} aria-label={t('firstSteps')}>
        <Settings day={day} />
        <Step
          isDone={colleagues}
          title={
            <LinkedAnchor to="/people" inherit>
              {t('step_people')}
            </LinkedAnchor>
          }
        >
          {t('step_peopleDetail')}
        </Step>
        <Step
          isDone={tasks}
          title={
            <Anchor component="button" type="button" inherit onClick={onNewTask}>
              {t('step_task')}
            </Anchor>
          }
        >
          {t('step_taskDetail')}
        </Step>
      </Stack>
    </Section>
  );
}

/** The steps that an operator takes, in the environment of the services. */
function Settings({
  day: { ends_at, time_zone, currency, statements_by_mail: isMailed },
}: {
  day: CompanyDay;
}) {
  const { t } = useTranslation('today');
  const { at } = useTimeLeft(ends_at, time_zone);
  return (
    <>
      <Step isDone title={t('step_day', { at, zone: time_zone.replaceAll('_', ' ') })}>
        {t('step_dayDetail')}
      </Step>
      <Step isDone title={t('step_currency', { currency })}>
        {t('step_currencyDetail')}
      </Step>
      <Step isDone={isMailed} title={t(isMailed ? 'step_mailed' : 'step_mail')}>
        {t(isMailed ? 'step_mailedDetail' : 'step_mailDetail')}
      </Step>
    </>
  );
}

interface StepProps {
  isDone: boolean;
  title: ReactNode;
  children: ReactNode;
}

function Step({ isDone, title, children }: StepProps) {
  const { t } = useTranslation('today');
  return (
    <Group component="li" gap="sm" align="flex-start" wrap="nowrap">
      <Badge variant={isDone ? 'light' : 'outline'} color={isDone ? 'teal' : 'gray'} w="4.5rem" flex="none">
        {t(isDone ? 'stepDone' : 'stepToDo')}
      </Badge>
      <div>
        <Text size="sm" fw={600}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      </div>
    </Group>
  );
}
