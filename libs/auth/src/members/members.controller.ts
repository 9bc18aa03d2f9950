import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can, type Principal, Who } from '#libs/access';
import {
  ApiIfNoneMatch,
  ApiProblems,
  ListQuery,
  MERGE_PATCH_BODY,
  ReadsBody,
  resource,
  pathOf,
} from '#libs/common';
import {
  CreateMember,
  MemberPage,
  MemberParams,
  MemberView,
  memberView,
  UpdateMember,
} from './members.dto.js';
import type { Membership } from '../identity/membership.entity.js';
import { MembersService } from './members.service.js';

@ApiTags('Members')
@Controller('v1/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Can('members:read')
  @ApiOperation({
    summary: 'List members',
    description: 'People of the tenant with their roles and direct grants, in order of joining.',
  })
  @ApiOkResponse({ type: MemberPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.members.list(query);
  }

  @Post()
  @Can('members:write')
  @ApiOperation({
    summary: 'Add an existing account (platform staff; others invite)',
    description: 'Takes the account’s id, as `GET /v1/users` lists it.',
  })
  @ApiCreatedResponse({ type: MemberView })
  @ApiProblems(
    'invalid_json',
    'member_exists',
    'unknown_user',
    'unknown_field',
    'missing_field',
    'invalid_value',
  )
  create(@Who() principal: Principal, @Body() body: CreateMember) {
    return this.members.create(principal, body).then(created);
  }

  @Get(':id')
  @Can('members:read')
  @ApiOperation({
    summary: 'Read a member',
    description: 'With roles, direct grants and status. Send the `ETag` as `If-Match` with a change.',
  })
  @ApiIfNoneMatch()
  @ApiOkResponse({ type: MemberView })
  @ApiProblems('not_found')
  async get(@Param() { id }: MemberParams) {
    return resource(await this.members.get(id), memberView);
  }

  @Patch(':id')
  @Can('members:write')
  @ReadsBody(MERGE_PATCH_BODY)
  @ApiOperation({
    summary: 'Change roles, grants or status (merge patch); takes effect at once',
    description:
      'RFC 7396: absent members keep their value. You can grant and withdraw only what you hold yourself. A tenant keeps at least one `tenant_admin`.',
  })
  @ApiOkResponse({ type: MemberView })
  @ApiProblems('not_found', 'last_admin', 'precondition_failed', 'unknown_field', 'invalid_value')
  async update(
    @Who() principal: Principal,
    @Param() { id }: MemberParams,
    @Body() body: UpdateMember,
    @Headers('if-match') ifMatch?: string,
  ) {
    return resource(await this.members.update(principal, id, body, ifMatch), memberView);
  }

  @Delete(':id')
  @Can('members:write')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Remove a member',
    description:
      'The person keeps their account, but loses all permissions in this tenant, and so do their tokens in it.',
  })
  @ApiNoContentResponse()
  @ApiProblems('not_found', 'last_admin', 'precondition_failed')
  delete(@Who() principal: Principal, @Param() { id }: MemberParams, @Headers('if-match') ifMatch?: string) {
    return this.members.delete(principal, id, ifMatch);
  }
}

const created = (member: Membership) => resource(member, memberView, pathOf('members', member.id));
