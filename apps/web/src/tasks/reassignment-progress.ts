import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { followEvents } from '../api/follow-events.js';
import { reassignmentOf, type Reassignment } from './reassignment-queries.js';

const pollMilliseconds = 1000;

/**
 * Loads a reassignment and follows its progress: live from the service's stream, or polled every second while there is
 * none (T4).
 */
export function useReassignment(id: string) {
  const client = useQueryClient();
  const [isLive, setLive] = useState(false);
  const query = useQuery({
    ...reassignmentOf(id),
    refetchInterval: ({ state }) => (isLive || state.data?.state === 'completed' ? false : pollMilliseconds),
  });
  const isInProgress = query.data !== undefined && query.data.state !== 'completed';
  useEffect(() => {
    if (!isInProgress) {
      return undefined;
    }
    const leaving = new AbortController();
    const update = (reassignment: Reassignment) => {
      setLive(true);
      client.setQueryData(reassignmentOf(id).queryKey, reassignment);
    };
    // Once the stream ends, for whatever reason, the page polls.
    void followProgress(id, update, leaving.signal)
      .catch(() => undefined)
      .finally(() => setLive(false));
    return () => leaving.abort();
  }, [client, id, isInProgress]);
  return query;
}

/** Passes on each state from the service's stream until the stream ends. */
async function followProgress(
  id: string,
  onProgress: (reassignment: Reassignment) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const { event, data } of followEvents('tasks', `/tasks/reassignments/${id}/progress`, signal)) {
    if (event === 'progress') {
      onProgress(JSON.parse(data) as Reassignment);
    }
  }
}
