import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '#libs/access';
import { ApiProblems, IgnoresQuery } from '#libs/common';
import { Readiness } from '#libs/host';

const READY =
  'If it is not ready, `code` says why. `degraded` counts as ready: with `queue_unavailable` the queue is unreachable, events are stored as usual, ' +
  'and those of `Prefer: respond-async` are stored when it is back. A worker is not ready then.';

@ApiTags('Probes')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Check whether the process is alive',
    description:
      'Answers while the process runs, even if the database is unavailable. Load balancers use `/readyz` instead.',
  })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live() {
    return { status: 'ok' };
  }

  @Get('readyz')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Check whether the process should get requests',
    description: READY,
  })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  @ApiProblems('draining', 'database_unavailable', 'database_read_only', 'database_full', 'schema_stale')
  ready() {
    return this.readiness.ofApi();
  }
}
