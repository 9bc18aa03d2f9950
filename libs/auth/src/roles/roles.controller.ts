import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can, type Principal, TENANT_PERMISSIONS, Who } from '#libs/access';
import { ApiIfNoneMatch, ApiProblems, ListQuery, MERGE_PATCH_BODY, ReadsBody } from '#libs/common';
import { CreateRole, PermissionPage, RolePage, RoleParams, RoleView, UpdateRole } from './roles.dto.js';
import { RolesService } from './roles.service.js';

@ApiTags('Members')
@Controller('v1')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get('permissions')
  @Can('roles:read')
  @ApiOperation({
    summary: 'List what can be granted',
    description: 'Every permission. `subject:*` covers all permissions of a subject, `*` all of the tenant.',
  })
  @ApiOkResponse({ type: PermissionPage })
  listPermissions() {
    return CATALOGUE;
  }

  @Get('roles')
  @Can('roles:read')
  @ApiOperation({
    summary: 'List roles, including built-in ones',
    description: 'Built-in roles are in every tenant and cannot be changed; the others are the tenant’s own.',
  })
  @ApiOkResponse({ type: RolePage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.roles.list(query);
  }

  @Post('roles')
  @Can('roles:write')
  @ApiOperation({
    summary: 'Create a role with at most what you hold',
    description: 'A role is a name for a set of permissions.',
  })
  @ApiCreatedResponse({ type: RoleView })
  @ApiProblems(
    'invalid_json',
    'role_exists',
    'too_many_roles',
    'unknown_field',
    'missing_field',
    'invalid_value',
  )
  create(@Who() principal: Principal, @Body() body: CreateRole) {
    return this.roles.create(principal, body);
  }

  @Get('roles/:id')
  @Can('roles:read')
  @ApiOperation({
    summary: 'Read a role',
    description: 'With its permissions. Send the `ETag` as `If-Match` with a change.',
  })
  @ApiIfNoneMatch()
  @ApiOkResponse({ type: RoleView })
  @ApiProblems('not_found')
  get(@Param() { id }: RoleParams) {
    return this.roles.get(id);
  }

  @Patch('roles/:id')
  @Can('roles:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({
    summary: 'Change a role (merge patch); takes effect for its members at once',
    description:
      'RFC 7396: absent members keep their value. `permissions` replaces the whole set. Built-in roles cannot be changed.',
  })
  @ApiOkResponse({ type: RoleView })
  @ApiProblems('not_found', 'role_builtin', 'precondition_failed', 'unknown_field', 'invalid_value')
  update(
    @Who() principal: Principal,
    @Param() { id }: RoleParams,
    @Body() body: UpdateRole,
    @Headers('if-match') ifMatch?: string,
  ) {
    return this.roles.update(principal, id, body, ifMatch);
  }

  @Delete('roles/:id')
  @Can('roles:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a role that no member has',
    description:
      'If members have the role, the answer is 409. Open invitations that give it end. Built-in roles cannot be deleted.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'role_builtin', 'role_in_use', 'precondition_failed')
  delete(@Who() principal: Principal, @Param() { id }: RoleParams, @Headers('if-match') ifMatch?: string) {
    return this.roles.delete(principal, id, ifMatch);
  }
}

const CATALOGUE: PermissionPage = {
  data: TENANT_PERMISSIONS.map((permission) => {
    const [subject, action] = permission.split(':');
    return { permission, subject, action };
  }),
  next_cursor: null,
};
