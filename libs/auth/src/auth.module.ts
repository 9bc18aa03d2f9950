import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '#libs/tenants';
import { AccessTokens } from './sessions/access-tokens.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { ApiToken } from './api-tokens/api-token.entity.js';
import { ApiTokenStrategy } from './api-tokens/api-token.strategy.js';
import { ApiTokensController } from './api-tokens/api-tokens.controller.js';
import { ApiTokens } from './api-tokens/api-tokens.service.js';
import { AuthController } from './sessions/auth.controller.js';
import { AuthService } from './sessions/auth.service.js';
import { ApiTokenAuthenticator } from './api-tokens/api-token-authenticator.js';
import { CredentialGuard } from './credential.guard.js';
import { Identities } from './identity/identities.js';
import { Invitation } from './accounts/invitation.entity.js';
import { InvitationsService } from './accounts/invitations.service.js';
import { JwtStrategy } from './sessions/jwt.strategy.js';
import { LastUsed } from './api-tokens/last-used.js';
import { TokenLookup } from './api-tokens/token-lookup.js';
import { MembersController } from './members/members.controller.js';
import { MembersService } from './members/members.service.js';
import { Membership } from './identity/membership.entity.js';
import { LoginMark } from './passwords/login-mark.entity.js';
import { LinkJudge } from './accounts/link-judge.js';
import { Logins } from './passwords/logins.js';
import { LoginThrottle } from './passwords/login-throttle.js';
import { PasswordChanges } from './accounts/password-changes.service.js';
import { PasswordReset } from './accounts/password-reset.entity.js';
import { Passwords } from './passwords/passwords.js';
import { PeopleService } from './accounts/accounts.service.js';
import { PersonalTokens } from './api-tokens/personal-tokens.js';
import { RefreshToken } from './sessions/refresh-token.entity.js';
import { Revocation } from './sessions/revocation.js';
import { RevokedToken } from './identity/revoked-token.entity.js';
import { Role } from './identity/role.entity.js';
import { RolesController } from './roles/roles.controller.js';
import { RolesService } from './roles/roles.service.js';
import { Sender } from './sessions/session-sender.js';
import { ServiceClient } from './identity/service-client.entity.js';
import { ServiceClientsController } from './service-clients/service-clients.controller.js';
import { ServiceClients } from './service-clients/service-clients.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionLookup } from './identity/session-lookup.js';
import { SessionsService } from './sessions/sessions.service.js';
import { CredentialRecheck } from './credential-recheck.js';
import { SigningKeyEntity } from './signing-keys/signing-key.entity.js';
import { SigningKeysController } from './signing-keys/signing-keys.controller.js';
import { SigningKeys } from './signing-keys/signing-keys.service.js';
import { Successors } from './sessions/successors.js';
import { TenantGuard } from './tenant.guard.js';
import { User } from './identity/user.entity.js';
import { TokenOwners } from './api-tokens/token-owners.js';
import { UsersController } from './accounts/users.controller.js';
import { UsersService } from './accounts/users.service.js';
import { WellKnownController } from './sessions/well-known.controller.js';

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
      RevokedToken,
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
    ApiTokenAuthenticator,
    CredentialGuard,
    Identities,
    InvitationsService,
    JwtStrategy,
    LinkJudge,
    Logins,
    LoginThrottle,
    PasswordChanges,
    LastUsed,
    TokenLookup,
    MembersService,
    Passwords,
    PeopleService,
    PersonalTokens,
    Revocation,
    RolesService,
    Sender,
    ServiceClients,
    SessionLookup,
    SessionsService,
    CredentialRecheck,
    Successors,
    SigningKeys,
    TenantGuard,
    TokenOwners,
    UsersService,
  ],
  exports: [ApiTokens, CredentialGuard, Identities, PeopleService, CredentialRecheck, TenantGuard],
})
export class AuthModule {}
