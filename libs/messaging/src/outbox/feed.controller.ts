import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { feedHead, feedPage, feedQuery, type FeedHead, type FeedQuery } from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { EventFeed } from './feed.queries.js';

/** The event feed for other services: transport without a broker, fallback with one, and source for a new consumer. */
@ApiTags('events')
@Allow({ services: 'events:read' })
@Controller('events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'Events after a position, in order, with long polling (S4)' })
  @ApiResponse({
    status: 200,
    standardSchema: feedPage,
    description: 'Events in position order; may be empty',
  })
  @ProblemResponse(409, { 'feed-rewound': 'The feed was restored to an earlier state; read again from 0' })
  page(@Query({ schema: feedQuery }) query: FeedQuery): Promise<string> {
    return this.feed.page(query);
  }

  /** Returns the end of the feed, including everything committed before the call (F6, F11). */
  @Get('head')
  @ApiOperation({ summary: 'Position that covers every event committed so far' })
  @ApiResponse({ status: 200, standardSchema: feedHead })
  @ProblemResponse(503, { 'feed-not-placed': 'Committed events have no position yet; try again' })
  head(): Promise<FeedHead> {
    return this.feed.head();
  }
}
