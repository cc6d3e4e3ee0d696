import { readEvents, silenceMilliseconds, type StreamEvent } from './event-stream.js';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** Reads all events of a stream that arrives in the given pieces. */
async function eventsOf(...pieces: Uint8Array<ArrayBuffer>[]): Promise<StreamEvent[]> {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const piece of pieces) {
        controller.enqueue(piece);
      }
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body)) {
    events.push(event);
  }
  return events;
}

describe('readEvents', () => {
  it('yields the same events wherever the network splits the stream, even within a character', async () => {
    const whole = bytes('retry: 2000\n\nevent: ready\ndata: {}\n\n: still here\n\ndata: попугай\n\n');
    const expected = [
      { event: 'ready', data: '{}' },
      { event: 'message', data: 'попугай' },
    ];
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(await eventsOf(whole.slice(0, cut), whole.slice(cut))).toEqual(expected);
    }
  });

  it('accepts CRLF line ends and joins multi-line data', async () => {
    expect(await eventsOf(bytes('event: changed\r\ndata: a\r\ndata: b\r\n\r\n'))).toEqual([
      { event: 'changed', data: 'a\nb' },
    ]);
  });

  it('does not yield an incomplete event', async () => {
    expect(await eventsOf(bytes('data: half'))).toEqual([]);
  });

  it('cancels the stream when the consumer stops reading', async () => {
    const cancelled = vi.fn();
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(bytes('data: 1\n\ndata: 2\n\n')),
      cancel: cancelled,
    });
    for await (const { data } of readEvents(body)) {
      expect(data).toBe('1');
      break;
    }
    expect(cancelled).toHaveBeenCalled();
  });

  it('ends and cancels a stream that has been silent for 45 seconds, but not one with only comments', async () => {
    vi.useFakeTimers();
    const cancelled = vi.fn();
    let send: (text: string) => void = () => undefined;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        send = (text) => controller.enqueue(bytes(text));
      },
      cancel: cancelled,
    });
    try {
      const next = readEvents(body).next();
      for (let turn = 0; turn < 4; turn += 1) {
        await vi.advanceTimersByTimeAsync(silenceMilliseconds - 1);
        send(': alive\n\n');
      }
      await vi.advanceTimersByTimeAsync(silenceMilliseconds - 1);
      expect(cancelled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(cancelled).toHaveBeenCalled();
      expect(await next).toEqual({ done: true, value: undefined });
    } finally {
      vi.useRealTimers();
    }
  });
});
