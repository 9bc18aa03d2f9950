import { Roles1700000001000 } from './1700000001000-roles.js';
import { Tenants1700000002000 } from './1700000002000-tenants.js';
import { People1700000003000 } from './1700000003000-people.js';
import { Devices1700000004000 } from './1700000004000-devices.js';
import { Events1700000005000 } from './1700000005000-events.js';
import { Audit1700000006000 } from './1700000006000-audit.js';
import { Sessions1700000007000 } from './1700000007000-sessions.js';
import { DeviceTokens1700000008000 } from './1700000008000-device-tokens.js';
import { ServiceClients1700000009000 } from './1700000009000-service-clients.js';
import { Members1700000010000 } from './1700000010000-members.js';
import { Invitations1700000011000 } from './1700000011000-invitations.js';
import { Ingestions1700000020000 } from './1700000020000-ingestions.js';
import { DeadLetters1700000020100 } from './1700000020100-dead-letters.js';
import { Retention1700000021000 } from './1700000021000-retention.js';
import { Erasures1700000021100 } from './1700000021100-erasures.js';
import { SigningKeys1700000022000 } from './1700000022000-signing-keys.js';
import { ClientTokens1700000022100 } from './1700000022100-client-tokens.js';
import { LoginMarks1700000022200 } from './1700000022200-login-marks.js';
import { EventsByTime1700000023000 } from './1700000023000-events-by-time.js';
import { Accounts1700000026000 } from './1700000026000-accounts.js';
import { Links1700000026100 } from './1700000026100-links.js';
import { SessionList1700000026200 } from './1700000026200-session-list.js';
import { AuditWithoutNames1700000026300 } from './1700000026300-audit-without-names.js';
import { EventHeads1700000027000 } from './1700000027000-event-heads.js';
import { EventSource1700000028000 } from './1700000028000-event-source.js';
import { TokenRevocation1700000029000 } from './1700000029000-token-revocation.js';
import { CursorKeys1700000029100 } from './1700000029100-cursor-keys.js';
import { Changes1700000030000 } from './1700000030000-changes.js';
import { PeopleInTenant1700000032000 } from './1700000032000-people-in-tenant.js';
import { ErasureSteps1700000032100 } from './1700000032100-erasure-steps.js';
import { ErasedByKey1700000032200 } from './1700000032200-erased-by-key.js';
import { QueueMarks1700000032300 } from './1700000032300-queue-marks.js';

/** All migrations, in order. Add a new one here. */
export const MIGRATIONS = [
  Roles1700000001000,
  Tenants1700000002000,
  People1700000003000,
  Devices1700000004000,
  Events1700000005000,
  Audit1700000006000,
  Sessions1700000007000,
  DeviceTokens1700000008000,
  ServiceClients1700000009000,
  Members1700000010000,
  Invitations1700000011000,
  Ingestions1700000020000,
  DeadLetters1700000020100,
  Retention1700000021000,
  Erasures1700000021100,
  SigningKeys1700000022000,
  ClientTokens1700000022100,
  LoginMarks1700000022200,
  EventsByTime1700000023000,
  Accounts1700000026000,
  Links1700000026100,
  SessionList1700000026200,
  AuditWithoutNames1700000026300,
  EventHeads1700000027000,
  EventSource1700000028000,
  TokenRevocation1700000029000,
  CursorKeys1700000029100,
  Changes1700000030000,
  PeopleInTenant1700000032000,
  ErasureSteps1700000032100,
  ErasedByKey1700000032200,
  QueueMarks1700000032300,
];
