/** One server-sent event. */
export interface StreamEvent {
  event: string;
  data: string;
}

/** Services send at least a comment every 15 seconds, so after this long without a byte the connection is dead. */
export const silenceMilliseconds = 45_000;

/**
 * Yields the events of a `text/event-stream` body as they arrive, and cancels the body when the consumer stops. Ends after
 * 45 seconds of silence: a connection that a network dropped without closing it would otherwise wait forever.
 * EventSource is not an option: it cannot send an `Authorization` header.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  // Fails if the connection was lost, which the read reports as well.
  const cancel = () => reader.cancel().catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      clearTimeout(timer);
      timer = setTimeout(() => void cancel(), silenceMilliseconds);
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n');
      rest = blocks.pop() ?? '';
      yield* blocks.map(eventOf).filter(({ data }) => data !== '');
    }
  } finally {
    clearTimeout(timer);
    await cancel();
  }
}

function eventOf(block: string): StreamEvent {
  const fields = block.split('\n').map((line) => /^(event|data): ?(.*)$/.exec(line));
  const valuesOf = (name: string) => fields.filter((field) => field?.[1] === name).map((field) => field?.[2]);
  return { event: valuesOf('event').at(-1) ?? 'message', data: valuesOf('data').join('\n') };
}
