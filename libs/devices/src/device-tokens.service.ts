import { Injectable } from '@nestjs/common';
import { mayOn, type Principal } from '#libs/access';
import { ApiTokens, type ListedTokenView, type CreatedTokenView } from '#libs/auth';
import { type ListQuery, type Page, Problem } from '#libs/common';
import type { CreateDeviceToken } from './device-tokens.dto.js';
import { DevicesService } from './devices.service.js';

/** Tokens of the bound tenant's devices. Each writes events of its device, and does nothing else. */
@Injectable()
export class DeviceTokens {
  constructor(
    private readonly devices: DevicesService,
    private readonly tokens: ApiTokens,
  ) {}

  async list(deviceUid: string, query: ListQuery): Promise<Page<ListedTokenView>> {
    return this.tokens.list(query, await this.of(deviceUid));
  }

  async create(principal: Principal, deviceUid: string, input: CreateDeviceToken): Promise<CreatedTokenView> {
    refuseUnheld(principal, deviceUid);
    const { deviceId } = await this.of(deviceUid);
    return this.tokens.createForDevice(deviceId, input);
  }

  async rotate(
    principal: Principal,
    deviceUid: string,
    tokenId: string,
    overlap?: number,
  ): Promise<CreatedTokenView> {
    refuseUnheld(principal, deviceUid);
    return this.tokens.rotate(principal, tokenId, overlap, await this.of(deviceUid));
  }

  async revoke(deviceUid: string, tokenId: string): Promise<void> {
    return this.tokens.revoke(tokenId, await this.of(deviceUid));
  }

  private async of(deviceUid: string): Promise<{ deviceId: string }> {
    return { deviceId: (await this.devices.get(deviceUid)).id };
  }
}

function refuseUnheld({ ability }: Principal, device_uid: string): void {
  if (!mayOn(ability, 'events:write', { device_uid }))
    throw new Problem('forbidden', 'You cannot grant what you do not hold: events:write.');
}
