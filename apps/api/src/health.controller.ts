import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '#libs/access';
import { ApiProblems, Problem } from '#libs/common';
import { TenantDatabase } from '#libs/database';
import { Lifecycle } from './lifecycle.js';

/** An answer of the database so recent says that it is there; asking anew would queue behind what keeps it busy. */
const RECENTLY_MS = 1000;
/** After a refused write it is not ready for so long; then the next write finds out whether it is again. */
const REFUSAL_MS = 5000;

@ApiTags('Probes')
@Controller()
export class HealthController {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly database: TenantDatabase,
  ) {}

  @Get('livez')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Is the process alive' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  live() {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Should it get requests; names what is wrong' })
  @ApiOkResponse({ schema: { example: { status: 'ok' } } })
  @ApiProblems('draining', 'database_unavailable')
  async ready() {
    return (await this.check()) ?? { status: 'ok' };
  }

  private async check(): Promise<void> {
    if (this.lifecycle.draining)
      throw new Problem('draining', 'The service is shutting down.', { retryAfter: 5 });
    if (this.database.refusedWriteWithin(REFUSAL_MS))
      throw new Problem('database_unavailable', 'The database takes no writes: it is full or read-only.', {
        retryAfter: REFUSAL_MS / 1000,
      });
    if (!this.database.answeredWithin(RECENTLY_MS)) await this.database.lookup('app_tenant_by_key', ['-']);
  }
}
