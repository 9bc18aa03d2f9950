import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ApiProblems } from '#libs/common';

const INGESTS = 'ingests';
const HELD_OPEN = 'held-open';

/**
 * What a handler ingests: one event, or many, some of which may fit. It is refused unread if there is no room for one.
 */
export type Intake = 'one' | 'many';

/** The handler ingests events: all its answers carry RateLimit and RateLimit-Policy. */
export const Ingests = (intake: Intake) =>
  applyDecorators(
    SetMetadata(INGESTS, intake),
    ApiExtension('x-rate-limited', true),
    ApiProblems('throttled', 'overloaded'),
  );

/** The answer is a stream that stays open. It does not count as a request in progress, and has a limit of its own. */
export const HeldOpen = () => SetMetadata(HELD_OPEN, true);

export const intakeOf = (handler: object): Intake | undefined => Reflect.getMetadata(INGESTS, handler);
export const isHeldOpen = (handler: object): boolean => Reflect.getMetadata(HELD_OPEN, handler) === true;
