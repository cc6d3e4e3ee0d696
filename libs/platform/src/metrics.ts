import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';
import { Allow } from './access.js';
import { Gauges } from './gauges.js';
import { TextResponse } from './http/documentation.js';

export { Counter, Gauge, Histogram } from 'prom-client';

/** How long requests took, by route as it is declared (never by address, which has ids in it). */
export const requestDuration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer a request',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

/** Requests that are not answered yet, the scrape itself and streams included. */
export const requestsInHand = new Gauge({
  name: 'requests_in_hand',
  help: 'Requests that are not answered yet, the scrape itself and streams included',
});

let isCollecting = false;

// The histogram of the event loop's lag shows what takes longer than this. By default it is sampled five times as often,
// which would be most of what an idle process does.
const lagMilliseconds = 50;

/** Measures the process itself: memory, event loop, CPU. */
export const collectProcessMetrics = (): void => {
  if (!isCollecting) {
    collectDefaultMetrics({ eventLoopMonitoringPrecision: lagMilliseconds });
    isCollecting = true;
  }
};

/** Gauges for Prometheus. */
@ApiTags('operation')
@Allow({ people: ['administrator'], services: 'metrics:read' })
@Controller('metrics')
export class MetricsController {
  constructor(private readonly gauges: Gauges) {}

  @Get()
  @Header('content-type', register.contentType)
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @TextResponse('text/plain', 'One figure a line', 'process_resident_memory_bytes 113246208')
  async metrics(): Promise<string> {
    await this.gauges.keepGauges();
    return register.metrics();
  }
}
