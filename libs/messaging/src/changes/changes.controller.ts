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

/** What changed in this service, told to pages that show it: names of topics, so that nothing is told which not all may know. */
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
    summary: 'Hear what changes, to read it again',
    description:
      'Server-sent events, each with names of topics and nothing else. `ready` comes first, with all the topics there ' +
      'are: of what is read after it, every change is told. `changed` names those that changed since the event before, ' +
      'at most one event each half second. A comment every 15 seconds is a sign of life. The stream ends when the token ' +
      'runs out, when the person is deleted, and when the service stops: ask for another one, and read again what is ' +
      'shown, since nothing is told of the time between.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'Events, each with names of topics',
    standardSchema: changedTopics,
  })
  @ProblemResponse(429, {
    'too-many-streams': 'The person has 32 streams open here; close one, or share one',
  })
  @ProblemResponse(503, {
    'no-stream-left': 'As many streams are open as this instance takes; try again shortly',
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
