import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import { changedTopics } from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  Changes,
  CurrentAuthorization,
  EventStreams,
  type Authorization,
} from '@ates/platform';

const retryMilliseconds = 2000;

/** Streams the names of topics that changed, so that pages can refetch. Carries no data, so everyone may listen. */
@ApiTags('changes')
@Allow({ people: 'everyone' })
@Controller('changes')
export class ChangesController {
  constructor(
    private readonly changes: Changes,
    private readonly streams: EventStreams,
  ) {}

  @Sse()
  @ApiRoute({
    summary: 'Stream of changed topics',
    description:
      'Server-sent events that carry topic names only. The first event, `ready`, lists every topic; you are notified ' +
      'of every change to what you fetch after it. `changed` lists the topics that changed since the previous event, ' +
      'at most one event every half second. A comment every 15 seconds keeps the connection alive. The stream ends ' +
      'when the token expires, the person is deleted or the service stops. Then reconnect and refetch what you show: ' +
      'changes in between are not replayed.',
    answers: { 200: { description: 'Events with topic names', schema: changedTopics } },
    problems: {
      429: { 'too-many-streams': 'You already have 32 open streams; close or share one' },
      503: { 'no-stream-left': 'This instance has no stream left; try again shortly' },
    },
  })
  @ApiProduces('text/event-stream')
  listen(@CurrentAuthorization() authorization: Authorization): Observable<MessageEvent> {
    const events = this.changes
      .topicChanges()
      .pipe(
        map(({ type, topics }) =>
          type === 'ready'
            ? { type, data: { topics }, retry: retryMilliseconds }
            : { type, data: { topics } },
        ),
      );
    return this.streams.stream('changes', events, authorization);
  }
}
