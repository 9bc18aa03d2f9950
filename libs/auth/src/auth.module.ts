import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '#libs/tenants';
import { AccessTokens } from './access-tokens.js';
import { AccountsController } from './accounts.controller.js';
import { ApiToken } from './api-token.entity.js';
import { ApiTokenStrategy } from './api-token.strategy.js';
import { ApiTokensController } from './api-tokens.controller.js';
import { ApiTokens } from './api-tokens.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { Bearers } from './bearers.js';
import { CredentialGuard } from './credential.guard.js';
import { Identities } from './identities.js';
import { Invitation } from './invitation.entity.js';
import { InvitationsService } from './invitations.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LastUsed } from './last-used.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { Membership } from './membership.entity.js';
import { LoginMark } from './login-mark.entity.js';
import { LinkJudge } from './link-judge.js';
import { Logins } from './logins.js';
import { LoginThrottle } from './login-throttle.js';
import { PasswordChanges } from './password-changes.service.js';
import { PasswordReset } from './password-reset.entity.js';
import { Passwords } from './passwords.js';
import { PeopleService } from './people.service.js';
import { PersonalTokens } from './personal-tokens.js';
import { RefreshToken } from './refresh-token.entity.js';
import { Role } from './role.entity.js';
import { RolesController } from './roles.controller.js';
import { RolesService } from './roles.service.js';
import { Sender } from './sender.js';
import { ServiceClient } from './service-client.entity.js';
import { ServiceClientsController } from './service-clients.controller.js';
import { ServiceClients } from './service-clients.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { Standing } from './standing.js';
import { SigningKeyEntity } from './signing-key.entity.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { SigningKeys } from './signing-keys.service.js';
import { Successors } from './successors.js';
import { TenantGuard } from './tenant.guard.js';
import { User } from './user.entity.js';
import { TokenOwners } from './token-owners.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { WellKnownController } from './well-known.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      User,
      Membership,
      ApiToken,
      Invitation,
      LoginMark,
      PasswordReset,
      RefreshToken,
      Role,
      ServiceClient,
      SigningKeyEntity,
    ]),
    PassportModule,
    JwtModule.register({}),
    TenantsModule,
  ],
  controllers: [
    AccountsController,
    AuthController,
    SessionsController,
    WellKnownController,
    ApiTokensController,
    ServiceClientsController,
    MembersController,
    RolesController,
    SigningKeysController,
    UsersController,
  ],
  providers: [
    AccessTokens,
    ApiTokens,
    ApiTokenStrategy,
    AuthService,
    Bearers,
    CredentialGuard,
    Identities,
    InvitationsService,
    JwtStrategy,
    LinkJudge,
    Logins,
    LoginThrottle,
    PasswordChanges,
    LastUsed,
    MembersService,
    Passwords,
    PeopleService,
    PersonalTokens,
    RolesService,
    Sender,
    ServiceClients,
    SessionsService,
    Standing,
    Successors,
    SigningKeys,
    TenantGuard,
    TokenOwners,
    UsersService,
  ],
  exports: [ApiTokens, CredentialGuard, Identities, PeopleService, Standing, TenantGuard],
})
export class AuthModule {}
