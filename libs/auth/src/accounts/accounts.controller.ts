import { Body, Controller, Delete, Get, Header, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Can, type Principal, Public, Who } from '#libs/access';
import { ApiProblems, ListQuery } from '#libs/common';
import {
  AcceptedView,
  AcceptInvitation,
  ChangePassword,
  CreateInvitation,
  InvitationPage,
  InvitationParams,
  CreatedInvitationView,
  PasswordChangedView,
  ResetView,
} from './accounts.dto.js';
import { InvitationsService } from './invitations.service.js';
import { MemberParams } from '../members/members.dto.js';
import { PasswordChanges } from './password-changes.service.js';

@ApiTags('Members')
@Controller('v1')
export class AccountsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly changes: PasswordChanges,
  ) {}

  @Get('invitations')
  @Can('members:read')
  @ApiOperation({
    summary: 'List open invitations',
    description: 'Those that are neither accepted, withdrawn nor over, the oldest first; never their tokens.',
  })
  @ApiOkResponse({ type: InvitationPage })
  @ApiProblems('invalid_cursor', 'unknown_field', 'invalid_value')
  list(@Query() query: ListQuery) {
    return this.invitations.list(query);
  }

  @Post('invitations')
  @Can('members:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Invite someone; the answer has the one-time token for their link',
    description:
      'Nothing is sent by this service: hand the token on by a way of your own. You can give no more than you hold.',
  })
  @ApiCreatedResponse({ type: CreatedInvitationView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value')
  create(@Who() principal: Principal, @Body() body: CreateInvitation) {
    return this.invitations.create(principal, body);
  }

  @Delete('invitations/:id')
  @Can('members:write')
  @HttpCode(204)
  @ApiOperation({ summary: 'Withdraw an invitation', description: 'Its link works no more.' })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  delete(@Param() { id }: InvitationParams) {
    return this.invitations.delete(id);
  }

  @Post('members/:id/password-reset')
  @Can('members:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Make a one-time token for a member who forgot their password',
    description:
      'For people who hold all that the member holds, if the member is in no other tenant; else platform staff make it. It works for 24 hours, once.',
  })
  @ApiCreatedResponse({ type: ResetView })
  @ApiProblems('not_found')
  reset(@Who() principal: Principal, @Param() { id }: MemberParams) {
    return this.changes.issue(principal, id);
  }

  @Post('auth/accept-invitation')
  @Public()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Accept an invitation, with a new account or that of the access token',
    description:
      'With an access token the invitation goes to its account. Without one a new account is made, with the password that is given.',
  })
  @ApiOkResponse({ type: AcceptedView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value', 'weak_password')
  @ApiProblems('unauthenticated', 'forbidden', 'member_exists')
  accept(@Body() body: AcceptInvitation, @Headers('authorization') authorization?: string) {
    return this.invitations.accept(body, authorization);
  }

  @Post('auth/password')
  @Public()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Change a password, or reset it by a token; all its sessions end',
    description:
      'API tokens of the person do not end with the password: the answer lists those that work, and `revoke_tokens` ends them, and the invitations and reset links that the person made.',
  })
  @ApiOkResponse({ type: PasswordChangedView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value', 'weak_password')
  @ApiProblems('unauthenticated', 'forbidden', 'throttled')
  password(@Body() body: ChangePassword, @Headers('authorization') authorization?: string) {
    return this.changes.change(body, authorization);
  }
}
