import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forceTenantPolicy } from './row-level-security.js';

/** Ingestions that could not be stored, with the reason, until they are replayed or deleted. */
export class DeadLetters1700000020100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE dead_letters (
      tenant_id bigint NOT NULL,
      number bigint GENERATED ALWAYS AS IDENTITY,
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      ingestion_id uuid NOT NULL,
      reason text COLLATE "C" NOT NULL,
      detail text NOT NULL,
      tries integer NOT NULL,
      events integer NOT NULL,
      created_at timestamptz NOT NULL,
      CONSTRAINT dead_letters_pkey PRIMARY KEY (tenant_id, number),
      CONSTRAINT dead_letters_id_unique UNIQUE (tenant_id, id),
      CONSTRAINT dead_letters_ingestion_unique UNIQUE (tenant_id, ingestion_id),
      CONSTRAINT dead_letters_ingestion_fkey FOREIGN KEY (tenant_id, ingestion_id) REFERENCES ingestions (tenant_id, id)
    )`);
    await runner.query('CREATE INDEX dead_letters_by_reason ON dead_letters (tenant_id, reason, number)');
    await forceTenantPolicy(runner, 'dead_letters', 'SELECT, INSERT, UPDATE, DELETE');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dead_letters');
  }
}
