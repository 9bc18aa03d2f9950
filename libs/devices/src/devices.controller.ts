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
import { ApiIfNoneMatch, ApiProblems, MERGE_PATCH_BODY, ReadsBody, resource, pathOf } from '#libs/common';
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
  ApiHeader({
    name: 'if-match',
    required: false,
    description: 'The change is made only if the ETag is still current.',
  });

@ApiTags('Devices')
@Controller('v1/devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @Can('devices:read')
  @ApiOperation({
    summary: 'List devices',
    description:
      'In order of their uids. `status` and `type` filter; `q` is a prefix of the uid or the name.',
  })
  @ApiOkResponse({ type: DevicePage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListDevices) {
    return this.devices.list(query);
  }

  @Post()
  @Can('devices:write')
  @ApiOperation({
    summary: 'Register a device',
    description:
      'Events of a device that is not registered are `unknown_device`, unless the tenant has `auto_register_devices`.',
  })
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
    return resource(await this.devices.create(body), deviceView, pathOf('devices', body.device_uid));
  }

  @Get(':device_uid')
  @Can('devices:read')
  @ApiOperation({
    summary: 'Read a device',
    description:
      'With all of its metadata. Send the `ETag` as `If-Match` with a change; it also changes with `last_seen_at`.',
  })
  @ApiIfNoneMatch()
  @ApiOkResponse({ type: DeviceView })
  @ApiProblems('not_found')
  async get(@Param() { device_uid }: DeviceParams) {
    return resource(await this.devices.get(device_uid), deviceView);
  }

  @Patch(':device_uid')
  @Can('devices:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({
    summary: 'Change a device (merge patch)',
    description:
      'RFC 7396: absent members keep their value, null clears, `metadata` merges deeply. A patch that changes nothing keeps `ETag` and `updated_at`. Events of a disabled device are `forbidden`.',
  })
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
  @ApiOperation({
    summary: 'Delete a device that has no events',
    description: 'If it has events, the answer is 409 `device_has_events`: disable it instead.',
  })
  @IfMatch()
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'device_has_events', 'precondition_failed')
  delete(@Param() { device_uid }: DeviceParams, @Headers('if-match') ifMatch?: string) {
    return this.devices.delete(device_uid, ifMatch);
  }
}
