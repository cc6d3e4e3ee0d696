import { session } from '../session/session.js';
import { send } from './clients.js';
import { readEvents, silenceMilliseconds, type StreamEvent } from './event-stream.js';
import { basePathOf, type Service } from './services.js';

/**
 * Opens a service's event stream, and yields its events until it ends, is silent for 45 seconds, or `signal` aborts. Throws if
 * the service refuses it or doesn't answer for 45 seconds.
 */
export async function* followEvents(
  service: Service,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const headers = { authorization: `Bearer ${session.accessToken() ?? ''}`, accept: 'text/event-stream' };
  const url = new URL(`${basePathOf(service)}${path}`, location.origin);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), silenceMilliseconds);
  const request = new Request(url, { headers, signal: AbortSignal.any([signal, silence.signal]) });
  const response = await send(request).finally(() => clearTimeout(timer));
  if (!response.ok || !response.body) {
    throw new Error(`${url.pathname} answered with status ${response.status} instead of events`);
  }
  yield* readEvents(response.body);
}
