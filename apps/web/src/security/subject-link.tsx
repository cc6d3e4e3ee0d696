import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LinkedAnchor } from '../components/linked-anchor.js';
import type { SecurityEntry } from './actions.js';

type SubjectKind = NonNullable<SecurityEntry['subject']>['kind'];

interface OtherSubjectProps {
  kind: Exclude<SubjectKind, 'person' | 'client' | 'day'>;
  id: string;
}

/** The actor: a person (linked to their page), a client, an operator's command, or the system. */
export function ActorName({ actor: { kind, id, name } }: { actor: SecurityEntry['actor'] }) {
  const { t } = useTranslation('security');
  if (kind === 'person' && id) {
    return <PersonLink id={id} name={name} />;
  }
  return (
    <Text size="sm" c={kind === 'client' ? undefined : 'dimmed'} style={{ overflowWrap: 'anywhere' }}>
      {id ? t(`actorNamed_${kind}`, { id }) : t(`actor_${kind}`)}
    </Text>
  );
}

/** The subject of an entry, with a link if it has a page. */
export function SubjectLink({ subject }: { subject: SecurityEntry['subject'] }) {
  const { t } = useTranslation('security');
  if (!subject?.id) {
    return null;
  }
  const { kind, id } = subject;
  if (kind === 'person') {
    return <PersonLink id={id} name={subject.name} />;
  }
  if (kind === 'task') {
    return (
      <LinkedAnchor to="/tasks/$uuid" params={{ uuid: id }} size="sm">
        {t('subject_task')}
      </LinkedAnchor>
    );
  }
  if (kind === 'reassignment') {
    return (
      <LinkedAnchor to="/reassignments/$id" params={{ id }} size="sm">
        {t('subject_reassignment')}
      </LinkedAnchor>
    );
  }
  if (kind === 'day') {
    return (
      <LinkedAnchor to="/days" search={{ day: id }} size="sm">
        {id}
      </LinkedAnchor>
    );
  }
  if (kind === 'client') {
    return (
      <LinkedAnchor to="/clients" size="sm">
        {id}
      </LinkedAnchor>
    );
  }
  return <OtherSubject kind={kind} id={id} />;
}

function OtherSubject({ kind, id }: OtherSubjectProps) {
  const { t } = useTranslation('security');
  return (
    <Text size="sm" title={id} lineClamp={1} style={{ overflowWrap: 'anywhere' }}>
      {t(`subject_${kind}`)} {id}
    </Text>
  );
}

function PersonLink({ id, name }: { id: string; name: string | null }) {
  const { t } = useTranslation();
  return (
    <LinkedAnchor to="/people/$uuid" params={{ uuid: id }} size="sm" style={{ overflowWrap: 'anywhere' }}>
      {name ?? t('unknownName')}
    </LinkedAnchor>
  );
}
