import { DataSource } from 'typeorm';
import { AuditEntry } from '#libs/audit';
import {
  ApiToken,
  Membership,
  Invitation,
  LoginMark,
  PasswordReset,
  RefreshToken,
  RevokedToken,
  Role,
  ServiceClient,
  SigningKeyEntity,
  User,
} from '#libs/auth';
import { databaseUrls, postgresAddress } from '#libs/common';
import { CursorKeyEntity, MIGRATIONS } from '#libs/database';
import { Device } from '#libs/devices';
import { DeadLetter, Event, EventHead, Ingestion } from '#libs/events';
import { Erasure, TenantEntity } from '#libs/tenants';

/** For TypeORM's command line, as the owner: `typeorm migration:generate|run|show|revert -d dist/ormconfig.js`. */
export default new DataSource({
  type: 'postgres',
  ...postgresAddress(databaseUrls(process.env).MIGRATION_DATABASE_URL ?? ''),
  entities: [
    TenantEntity,
    Erasure,
    AuditEntry,
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
    CursorKeyEntity,
    Device,
    Event,
    EventHead,
    Ingestion,
    DeadLetter,
  ],
  migrations: MIGRATIONS,
});
