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
    description:
      'Invitations that are not accepted, withdrawn or expired, oldest first. Tokens are never shown again.',
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
    summary: 'Invite someone; the answer has a one-time token for the link',
    description:
      'The service sends nothing: pass the token on yourself. You can grant at most what you hold.',
  })
  @ApiCreatedResponse({ type: CreatedInvitationView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value')
  create(@Who() principal: Principal, @Body() body: CreateInvitation) {
    return this.invitations.create(principal, body);
  }

  @Delete('invitations/:id')
  @Can('members:write')
  @HttpCode(204)
  @ApiOperation({ summary: 'Withdraw an invitation', description: 'Its link stops working.' })
  @ApiNoContentResponse()
  @ApiProblems('not_found')
  delete(@Param() { id }: InvitationParams) {
    return this.invitations.delete(id);
  }

  @Post('members/:id/password-reset')
  @Can('members:write')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Create a one-time token for a member who forgot their password',
    description:
      'Allowed for people who hold everything that the member holds, if the member is in no other tenant; otherwise for platform staff. The token works once, within 24 hours.',
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
    summary: 'Accept an invitation with a new account or with yours',
    description:
      'With an access token, its account joins the tenant. Without one, a new account is created with the given password.',
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
    summary: 'Change a password, or reset it with a token; all sessions of the account end',
    description:
      'The person’s API tokens keep working: the answer lists them. `revoke_tokens` revokes them, and the invitations and reset links that the person made.',
  })
  @ApiOkResponse({ type: PasswordChangedView })
  @ApiProblems('invalid_json', 'unknown_field', 'missing_field', 'invalid_value', 'weak_password')
  @ApiProblems('unauthenticated', 'forbidden', 'throttled')
  password(@Body() body: ChangePassword, @Headers('authorization') authorization?: string) {
    return this.changes.change(body, authorization);
  }
}
