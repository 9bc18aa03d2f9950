import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A fact that expires: failed attempts that still count, or that a person has logged in from a network. */
@Entity('login_marks')
@Index('login_marks_until', ['until'])
export class LoginMark {
  /** SHA-256 of its subject, so that the table reveals no address that somebody typed. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'login_marks_pkey' })
  key: Buffer;

  @Column('timestamptz')
  until: Date;
}
