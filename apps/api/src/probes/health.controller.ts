import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '#libs/access';
import { ApiProblems, IgnoresQuery } from '#libs/common';
import { Readiness } from '#libs/host';

const READY =
  'Where it is not, `code` says why. `degraded` is ready: with `queue_unavailable` the queue is away, events are taken as ever, ' +
  'and those of `Prefer: respond-async` are stored when it is back. A worker, which does nothing else, is not ready then.';

@ApiTags('Probes')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @IgnoresQuery()
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Is the process alive',
    description:
      'Answers while the process runs, whatever the database does. A balancer asks `/readyz` instead.',
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
    summary: 'Should it get requests; names what is wrong',
    description: READY,
  })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  @ApiProblems('draining', 'database_unavailable', 'database_read_only', 'database_full', 'schema_stale')
  ready() {
    return this.readiness.ofApi();
  }
}
