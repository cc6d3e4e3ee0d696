import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import { Allow } from './access.js';
import { Gauges } from './gauges.js';
import { TextResponse } from './http/documentation.js';

export { Counter, Gauge } from 'prom-client';

/** Request durations by declared route, never by address, which contains ids. */
export const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests in seconds',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

/** Requests in progress, including the scrape itself and event streams. */
export const requestsInProgress = new Gauge({
  name: 'requests_in_hand',
  help: 'Requests in progress, including the scrape itself and event streams',
});

let isCollecting = false;

// The event loop lag histogram shows delays longer than this. The default samples five times as often, which would be
// most of what an idle process does.
const lagMilliseconds = 50;

/** Starts collecting metrics of the process itself: memory, event loop, CPU. */
export const collectProcessMetrics = (): void => {
  if (!isCollecting) {
    collectDefaultMetrics({ eventLoopMonitoringPrecision: lagMilliseconds });
    isCollecting = true;
  }
};

/** Metrics for Prometheus. */
@ApiTags('operation')
@Allow({ people: ['administrator'], services: 'metrics:read' })
@Controller('metrics')
export class MetricsController {
  constructor(private readonly gauges: Gauges) {}

  @Get()
  @Header('content-type', register.contentType)
  @ApiOperation({ summary: 'Metrics in the Prometheus text format' })
  @TextResponse('text/plain', 'One sample per line', 'process_resident_memory_bytes 113246208')
  async metrics(): Promise<string> {
    await this.gauges.keepGauges();
    return register.metrics();
  }
}
