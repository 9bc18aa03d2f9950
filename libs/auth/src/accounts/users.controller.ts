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
  @ApiOperation({ summary: 'List people (platform staff)' })
  @ApiOkResponse({ type: UserPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListUsers) {
    return this.users.list(query);
  }

  @Get(':user_id')
  @Can('tenants:read')
  @ApiOperation({ summary: 'Read a person' })
  @ApiOkResponse({ type: UserView })
  @ApiProblems('not_found')
  get(@Param() { user_id }: UserParams) {
    return this.users.get(user_id);
  }

  @Patch(':user_id')
  @Can('tenants:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({ summary: 'Disable or enable a person everywhere (merge patch); takes hold at once' })
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
      'Their sessions, API tokens, links and memberships go with them, at once. Trails keep their public id, which says nothing any more.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'last_admin')
  delete(@Who() principal: Principal, @Param() { user_id }: UserParams) {
    return this.users.delete(principal, user_id);
  }
}
