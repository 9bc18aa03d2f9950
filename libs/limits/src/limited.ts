import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ApiProblems } from '#libs/common';

const INGESTS = 'ingests';
const HELD_OPEN = 'held-open';

/** What a handler takes in: one event, or many, of which a part may fit. Refused unread if there is no room for one. */
export type Intake = 'one' | 'many';

/** The handler takes events in: every answer of it carries RateLimit and RateLimit-Policy. */
export const Ingests = (intake: Intake) =>
  applyDecorators(
    SetMetadata(INGESTS, intake),
    ApiExtension('x-rate-limited', true),
    ApiProblems('throttled', 'overloaded'),
  );

/** The answer is a stream that stays open: it is no request that is worked on, and has a limit of its own. */
export const HeldOpen = () => SetMetadata(HELD_OPEN, true);

export const intakeOf = (handler: object): Intake | undefined => Reflect.getMetadata(INGESTS, handler);
export const isHeldOpen = (handler: object): boolean => Reflect.getMetadata(HELD_OPEN, handler) === true;
