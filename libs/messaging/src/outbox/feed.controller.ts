import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { feedHead, feedPage, feedQuery, type FeedHead, type FeedQuery } from '@ates/contracts';
import { ApiRoute, Allow } from '@ates/platform';
import { EventFeed } from './feed.queries.js';

/** The event feed for other services: transport without a broker, fallback with one, and source for a new consumer. */
@ApiTags('events')
@Allow({ services: 'events:read' })
@Controller('events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiRoute({
    summary: 'Events after a position, in order, with long polling (S4)',
    answers: { 200: { description: 'Events in position order; may be empty', schema: feedPage } },
    problems: {
      409: {
        'feed-rewound':
          'The feed was restored to an earlier state; read again from where its timelines differ, or from 0',
      },
      503: { 'feed-month-detached': 'The next events are in a month that an operator detached' },
    },
  })
  page(@Query({ schema: feedQuery }) query: FeedQuery): Promise<string> {
    return this.feed.page(query);
  }

  /** Returns the end of the feed, including everything committed before the call (F6, F11). */
  @Get('head')
  @ApiRoute({
    summary: 'Position that covers every event committed so far, and the timelines of the feed',
    answers: { 200: feedHead },
    problems: { 503: { 'feed-not-placed': 'Committed events have no position yet; try again' } },
  })
  head(): Promise<FeedHead> {
    return this.feed.head();
  }
}
