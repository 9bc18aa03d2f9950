import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that holds until a time: a debt of failed attempts, or that somebody has logged in from somewhere. */
@Entity('login_marks')
@Index('login_marks_until', ['until'])
export class LoginMark {
  /** SHA-256 of what it is about: whoever reads the table learns no address that somebody mistyped. */
  @PrimaryColumn({ type: 'bytea', primaryKeyConstraintName: 'login_marks_pkey' })
  key: Buffer;

  @Column('timestamptz')
  until: Date;
}
