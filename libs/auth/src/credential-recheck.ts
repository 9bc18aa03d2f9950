import { AsyncResource } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TenantPermission } from '#libs/access';
import { Problem, toProblem } from '#libs/common';
import { TenantContext } from '#libs/tenancy';
import { TenantsService } from '#libs/tenants';
import { bearerOf } from './api-tokens/api-token.strategy.js';
import { ApiTokenAuthenticator } from './api-tokens/api-token-authenticator.js';
import type { Credential } from './credential.js';
import { Sender } from './sessions/session-sender.js';
import { looksLikeApiToken } from './token-format.js';

/**
 * Time between two checks. Together with the second that look-ups are cached, it bounds how late a withdrawal is
 * noticed. Milliseconds.
 */
const EVERY_MS = 250;
/**
 * How long the state of the credential may be unknown because the database is unavailable or busy: an import should
 * wait rather than fail. After that the request ends. Milliseconds.
 */
const UNKNOWN_MS = 2_000;

const unknown = () =>
  new Problem(
    'database_unavailable',
    'Whether the credential is still valid could not be checked; try again.',
    {
      retryAfter: 1,
    },
  );

/** A long-running request whose credential is checked again. */
export interface Watch {
  /** Aborted, with the problem as reason, once the credential is no longer valid. */
  readonly withdrawn: AbortSignal;
  /** @throws Problem once the credential is no longer valid */
  check(): void;
  end(): void;
}

/**
 * Re-checks, during a long-running request, that the credential is still valid. Guards check a credential only when a
 * request begins. The result is at most a second old, like every cached answer.
 */
@Injectable()
export class CredentialRecheck {
  constructor(
    private readonly context: TenantContext,
    private readonly tenants: TenantsService,
    private readonly bearers: ApiTokenAuthenticator,
    private readonly sender: Sender,
  ) {}

  /**
   * Checks repeatedly while a long request runs. Streams, exports and imports all use it.
   * @returns `check` for code that works in steps: it throws what was found meanwhile, at most a second late; `end`
   * stops checking
   */
  watch(request: FastifyRequest, permission: TenantPermission): Watch {
    const confirm = AsyncResource.bind(() => this.confirm(request, permission));
    const found = new AbortController();
    let asking = false;
    let knownAt = performance.now();
    const lose = (error: unknown) => {
      clearInterval(timer);
      found.abort(error);
    };
    const judge = async () => {
      const begun = performance.now();
      // One check at a time, because checks would pile up if the database hangs.
      if (asking) return void (begun - knownAt >= UNKNOWN_MS + EVERY_MS && lose(unknown()));
      asking = true;
      try {
        await confirm();
        knownAt = begun;
      } catch (error) {
        if (toProblem(error).status < 500 || begun - knownAt >= UNKNOWN_MS) lose(error);
      } finally {
        asking = false;
      }
    };
    const timer = setInterval(() => void judge(), EVERY_MS);
    timer.unref();
    const { socket } = request;
    const end = () => {
      clearInterval(timer);
      socket.off('close', end);
    };
    socket.once('close', end);
    return { withdrawn: found.signal, check: () => found.signal.throwIfAborted(), end };
  }

  /** @throws Problem that the guards would throw if the same request were sent now */
  async confirm(request: FastifyRequest, permission: TenantPermission): Promise<void> {
    const credential = await this.credentialOf(request);
    if (!credential) throw new Problem('unauthenticated', 'The token has expired or was revoked.');
    const tenant = await this.tenants.byKey(this.context.tenant.key);
    const held = tenant?.id === this.context.tenantId ? await credential.permissionsIn(tenant) : undefined;
    if (!tenant || !held)
      throw new Problem('tenant_forbidden', 'The credential may no longer act in this tenant.');
    if (tenant.status === 'suspended')
      throw new Problem('tenant_suspended', 'The tenant was suspended; ask platform staff.');
    if (!held.includes(permission))
      throw new Problem('forbidden', `This needs the permission ${permission}, which was withdrawn.`);
  }

  private async credentialOf(request: FastifyRequest): Promise<Credential | undefined> {
    const token = bearerOf(request);
    if (!token) return undefined;
    if (looksLikeApiToken(token)) return this.bearers.authenticate(token);
    return this.sender.credentialOf(token);
  }
}
