import { timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers, Injectable } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '#libs/access';
import { ApiProblems, Config, IgnoresQuery, Metrics, Problem } from '#libs/common';

export const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

/** The metrics, for whoever may see them. */
@Injectable()
export class Exposition {
  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  /**
   * They name tenants and their volumes: without METRICS_TOKEN there is nothing here, as METRICS_PORT may have them.
   * @throws Problem `not_found` if no token is configured, `unauthenticated` if another, or none, is given
   */
  async text(authorization: string | undefined): Promise<string> {
    const { METRICS_TOKEN } = this.config;
    if (METRICS_TOKEN === undefined) throw Problem.notFound();
    const [, given = ''] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (!same(METRICS_TOKEN, given))
      throw Problem.unauthenticated('Send the METRICS_TOKEN of the configuration.');
    return this.metrics.text();
  }
}

@ApiTags('Probes')
@Controller()
export class MetricsController {
  constructor(private readonly exposition: Exposition) {}

  @Get('metrics')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'no-store')
  @Header('content-type', TEXT_FORMAT)
  @ApiOperation({
    summary: 'Metrics of this process, for Prometheus',
    description: 'Needs METRICS_TOKEN of the configuration; 404 if none is set.',
  })
  @ApiHeader({ name: 'authorization', required: false, description: 'Bearer METRICS_TOKEN.' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems('unauthenticated', 'not_found')
  get(@Headers('authorization') authorization?: string) {
    return this.exposition.text(authorization);
  }
}

function same(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
