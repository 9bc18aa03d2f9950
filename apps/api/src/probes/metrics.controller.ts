import { Controller, Get, Header, Headers } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '#libs/access';
import { ApiProblems, IgnoresQuery } from '#libs/common';
import { METRICS_FORMAT, MetricsExporter } from '#libs/host';

@ApiTags('Probes')
@Controller()
export class MetricsController {
  constructor(private readonly exporter: MetricsExporter) {}

  @Get('metrics')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'no-store')
  @Header('content-type', METRICS_FORMAT)
  @ApiOperation({
    summary: 'Read the metrics of this process, for Prometheus',
    description: 'Needs the configured METRICS_TOKEN; 404 if none is set.',
  })
  @ApiHeader({ name: 'authorization', required: false, description: 'Bearer METRICS_TOKEN.' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('unauthenticated', 'not_found')
  get(@Headers('authorization') authorization?: string) {
    return this.exporter.text(authorization);
  }
}
