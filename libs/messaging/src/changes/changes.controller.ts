import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import { changedTopics } from '@ates/contracts';
import {
  Allow,
  Changes,
  CurrentAuthorization,
  EventStreams,
  ProblemResponse,
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
  @ApiOperation({
    summary: 'Stream of changed topics',
    description:
      'Server-sent events that carry topic names only. The first event, `ready`, lists every topic; you are notified ' +
      'of every change to what you fetch after it. `changed` lists the topics that changed since the previous event, ' +
      'at most one event every half second. A comment every 15 seconds keeps the connection alive. The stream ends ' +
      'when the token expires, the person is deleted or the service stops. Then reconnect and refetch what you show: ' +
      'changes in between are not replayed.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'Events with topic names',
    standardSchema: changedTopics,
  })
  @ProblemResponse(429, {
    'too-many-streams': 'You already have 32 open streams; close or share one',
  })
  @ProblemResponse(503, {
    'no-stream-left': 'This instance has no stream left; try again shortly',
    'database-unavailable': 'The database does not answer; try again shortly',
  })
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
