import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Can, type Principal, Who } from '#libs/access';
import { ApiProblems, MERGE_PATCH_BODY, ReadsBody } from '#libs/common';
import { ListUsers, UpdateUser, UserPage, UserParams, UserView } from './users.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('v1/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Can('tenants:read')
  @ApiOperation({
    summary: 'List people (platform staff)',
    description:
      'Accounts of all tenants. Several accounts may have the same address: the id identifies them.',
  })
  @ApiOkResponse({ type: UserPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListUsers) {
    return this.users.list(query);
  }

  @Get(':user_id')
  @Can('tenants:read')
  @ApiOperation({
    summary: 'Read a person',
    description: '`proved_by` names the tenants whose invitation the account accepted.',
  })
  @ApiOkResponse({ type: UserView })
  @ApiProblems('not_found')
  get(@Param() { user_id }: UserParams) {
    return this.users.get(user_id);
  }

  @Patch(':user_id')
  @Can('tenants:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({
    summary: 'Disable or enable a person everywhere (merge patch); takes effect at once',
    description:
      'A disabled person’s sessions end, and every tenant rejects their tokens. The platform keeps at least one active administrator.',
  })
  @ApiOkResponse({ type: UserView })
  @ApiProblems('not_found', 'last_admin', 'unknown_field', 'invalid_value')
  update(@Who() principal: Principal, @Param() { user_id }: UserParams, @Body() body: UpdateUser) {
    return this.users.update(principal, user_id, body);
  }

  @Delete(':user_id')
  @Can('tenants:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Erase a person',
    description:
      'Removes their sessions, API tokens, links and memberships at once. Trails keep the public id, which no longer identifies anybody.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'last_admin')
  delete(@Who() principal: Principal, @Param() { user_id }: UserParams) {
    return this.users.delete(principal, user_id);
  }
}
