import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can } from '#libs/access';
import { ApiIfNoneMatch, ApiProblems, MERGE_PATCH_BODY, ReadsBody, resource } from '#libs/common';
import {
  CreateDevice,
  DevicePage,
  DeviceParams,
  DeviceView,
  deviceView,
  ListDevices,
  UpdateDevice,
} from './devices.dto.js';
import { DevicesService } from './devices.service.js';

const IfMatch = () =>
  ApiHeader({ name: 'if-match', required: false, description: 'ETag that must still be current.' });

@ApiTags('Devices')
@Controller('v1/devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @Can('devices:read')
  @ApiOperation({ summary: 'List devices' })
  @ApiOkResponse({ type: DevicePage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListDevices) {
    return this.devices.list(query);
  }

  @Post()
  @Can('devices:write')
  @ApiOperation({ summary: 'Register a device' })
  @ApiCreatedResponse({ type: DeviceView })
  @ApiProblems(
    'invalid_json',
    'device_exists',
    'unknown_field',
    'missing_field',
    'invalid_device_uid',
    'invalid_value',
  )
  async create(@Body() body: CreateDevice) {
    return resource(
      await this.devices.create(body),
      deviceView,
      `/v1/devices/${encodeURIComponent(body.device_uid)}`,
    );
  }

  @Get(':device_uid')
  @Can('devices:read')
  @ApiOperation({ summary: 'Read a device' })
  @ApiIfNoneMatch()
  @ApiOkResponse({ type: DeviceView })
  @ApiProblems('not_found')
  async get(@Param() { device_uid }: DeviceParams) {
    return resource(await this.devices.get(device_uid), deviceView);
  }

  @Patch(':device_uid')
  @Can('devices:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({ summary: 'Change a device (merge patch)' })
  @IfMatch()
  @ApiOkResponse({ type: DeviceView })
  @ApiProblems('not_found', 'precondition_failed', 'unknown_field', 'invalid_value')
  async update(
    @Param() { device_uid }: DeviceParams,
    @Body() body: UpdateDevice,
    @Headers('if-match') ifMatch?: string,
  ) {
    return resource(await this.devices.update(device_uid, body, ifMatch), deviceView);
  }

  @Delete(':device_uid')
  @Can('devices:write')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a device that has no events' })
  @IfMatch()
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'device_has_events', 'precondition_failed')
  delete(@Param() { device_uid }: DeviceParams, @Headers('if-match') ifMatch?: string) {
    return this.devices.delete(device_uid, ifMatch);
  }
}
