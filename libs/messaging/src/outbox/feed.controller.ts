import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { feedHead, feedPage, feedQuery, type FeedHead, type FeedQuery } from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { EventFeed } from './feed.queries.js';

/** The event feed for other services: transport without a broker, second way, and source for who starts from nothing. */
@ApiTags('events')
@Allow({ services: 'events:read' })
@Controller('events')
export class EventFeedController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({ summary: 'The events after a position, in order; waits for one when asked to (S4)' })
  @ApiResponse({
    status: 200,
    standardSchema: feedPage,
    description: 'Events in position order, perhaps none',
  })
  @ProblemResponse(409, { 'feed-rewound': 'The feed was restored to an earlier state; read again from 0' })
  page(@Query({ schema: feedQuery }) query: FeedQuery): Promise<string> {
    return this.feed.page(query);
  }

  /** Where the feed ends, with everything that had committed when this was asked (F6, F11). */
  @Get('head')
  @ApiOperation({ summary: 'The position that includes everything that has committed by now' })
  @ApiResponse({ status: 200, standardSchema: feedHead })
  @ProblemResponse(503, { 'feed-not-placed': 'what committed has no position yet; ask again' })
  head(): Promise<FeedHead> {
    return this.feed.head();
  }
}
