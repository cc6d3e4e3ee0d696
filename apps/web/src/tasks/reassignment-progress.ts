import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { send } from '../api/clients.js';
import { basePathOf } from '../api/services.js';
import { readEvents } from '../api/event-stream.js';
import { session } from '../session/session.js';
import { reassignmentOf, type Reassignment } from './reassignment-queries.js';

const pollMilliseconds = 1000;

/**
 * A reassignment as it goes on: told by the service, and asked for every second while the service cannot tell (T4).
 */
export function useReassignment(id: string) {
  const client = useQueryClient();
  const [isLive, setTold] = useState(false);
  const query = useQuery({
    ...reassignmentOf(id),
    refetchInterval: ({ state }) => (isLive || state.data?.state === 'completed' ? false : pollMilliseconds),
  });
  const isGoingOn = query.data !== undefined && query.data.state !== 'completed';
  useEffect(() => {
    if (!isGoingOn) {
      return undefined;
    }
    const leaving = new AbortController();
    const take = (reassignment: Reassignment) => {
      setTold(true);
      client.setQueryData(reassignmentOf(id).queryKey, reassignment);
    };
    // Whatever ends it, the page asks by itself from then on.
    void watch(id, take, leaving.signal)
      .catch(() => undefined)
      .finally(() => setTold(false));
    return () => leaving.abort();
  }, [client, id, isGoingOn]);
  return query;
}

/** Hands on each state that the service tells, until it is completed or the service stops telling. */
async function watch(
  id: string,
  take: (reassignment: Reassignment) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = new URL(`${basePathOf('tasks')}/tasks/reassignments/${id}/progress`, location.origin);
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}`, accept: 'text/event-stream' };
  const { ok, body } = await send(new Request(address, { headers, signal }));
  if (!ok || !body) {
    return;
  }
  for await (const { event, data } of readEvents(body)) {
    if (event === 'progress') {
      take(JSON.parse(data) as Reassignment);
    }
  }
}
