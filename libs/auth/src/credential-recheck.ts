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

/** Between two judgements; with the second that a look-up is remembered for, the end of a right is seen in time. Milliseconds. */
const EVERY_MS = 250;
/**
 * For so long it may be unknown whether the right is there, because the database is away or busy: an import would rather
 * wait than fail. Longer, and what goes on ends. Milliseconds.
 */
const UNKNOWN_MS = 2_000;

const unknown = () =>
  new Problem('database_unavailable', 'It cannot be told whether the credential still holds.', {
    retryAfter: 1,
  });

/** A long answer that is being judged again. */
export interface Watch {
  /** Aborted, for the problem, once the right is gone. */
  readonly withdrawn: AbortSignal;
  /** @throws Problem once the right is gone */
  check(): void;
  end(): void;
}

/**
 * Whether who opened a long answer may still have it. Guards judge how a request begins; an answer that goes on for hours
 * asks again while it does. What it hears is at most a second old, as every answer of the caches is.
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
   * Judges again and again while something long goes on; the only way in which streams, exports and imports do it.
   * @returns `check` for those who go step by step: throws what was found meanwhile, at most a second late; `end` stops
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
      // One question at a time: those to a database that hangs would pile up.
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

  /** @throws Problem as the guards would throw it for the same request sent now */
  async confirm(request: FastifyRequest, permission: TenantPermission): Promise<void> {
    const credential = await this.credentialOf(request);
    if (!credential) throw new Problem('unauthenticated', 'The token has expired or was revoked meanwhile.');
    const tenant = await this.tenants.byKey(this.context.tenant.key);
    const held = tenant?.id === this.context.tenantId ? await credential.permissionsIn(tenant) : undefined;
    if (!tenant || !held)
      throw new Problem('tenant_forbidden', 'The credential may no longer act in this tenant.');
    if (tenant.status === 'suspended')
      throw new Problem('tenant_suspended', 'The tenant was suspended meanwhile; ask the platform.');
    if (!held.includes(permission))
      throw new Problem(
        'forbidden',
        `This needs the permission ${permission}, which was withdrawn meanwhile.`,
      );
  }

  private async credentialOf(request: FastifyRequest): Promise<Credential | undefined> {
    const token = bearerOf(request);
    if (!token) return undefined;
    if (looksLikeApiToken(token)) return this.bearers.authenticate(token);
    return this.sender.credentialOf(token);
  }
}
