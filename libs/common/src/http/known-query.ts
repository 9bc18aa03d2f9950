import { applyDecorators, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem/index.js';
import { faultsOf } from '../validation/index.js';

const IGNORES_QUERY = 'ignores-query';
/** Metadata key under which Nest stores a handler's parameters, as `type:index`, and the type number of a query. */
const PARAMETERS = '__routeArguments__';
const QUERY = /^4:/;

/**
 * Lets the route ignore unknown parameters: because its RFC demands it, or for probes that make each address unique.
 */
export const IgnoresQuery = () =>
  applyDecorators(SetMetadata(IGNORES_QUERY, true), ApiExtension('x-ignores-query', true));

/** No parameter at all. */
class NoQuery {}

const takesQuery = new WeakMap<object, boolean>();

/**
 * Rejects unknown query parameters. A client may mean them to change what the route does: ignoring a `dry_run` would
 * store. If a handler has a DTO for its query, that DTO validates it.
 * @throws Problem `unknown_field`
 */
export function assertQueryIsKnown(context: ExecutionContext): void {
  const { query } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!Object.keys(query as object).length) return;
  const handler = context.getHandler();
  let takes = takesQuery.get(handler);
  if (takes === undefined) takesQuery.set(handler, (takes = judgesItself(context)));
  if (!takes) throw Problem.ofInput(faultsOf(NoQuery, query, 'query'));
}

/** Validates the query by the handler's DTO without running the handler. @throws Problem */
export function assertQueryIsValid(context: ExecutionContext): void {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  const parameters: object = Reflect.getMetadata(PARAMETERS, controller, handler.name) ?? {};
  const place = Object.keys(parameters).find((key) => QUERY.test(key));
  if (place === undefined) return;
  const types: Type[] = Reflect.getMetadata('design:paramtypes', controller.prototype, handler.name) ?? [];
  const faults = faultsOf(types[Number(place.slice(2))], context.switchToHttp().getRequest().query, 'query');
  if (faults.length) throw Problem.ofInput(faults);
}

function judgesItself(context: ExecutionContext): boolean {
  const [handler, controller] = [context.getHandler(), context.getClass()];
  const parameters: object = Reflect.getMetadata(PARAMETERS, controller, handler.name) ?? {};
  return (
    Reflect.getMetadata(IGNORES_QUERY, handler) === true ||
    Object.keys(parameters).some((key) => QUERY.test(key))
  );
}
