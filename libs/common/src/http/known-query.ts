import { applyDecorators, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problem/index.js';
import { faultsOf } from '../validation/index.js';

const IGNORES_QUERY = 'ignores-query';
/** Where Nest keeps what a handler's parameters are, as `type:index`, and its type of a query. */
const PARAMETERS = '__routeArguments__';
const QUERY = /^4:/;

/** The route lets parameters be that it does not know: as its RFC asks for, or for probes that make each address new. */
export const IgnoresQuery = () =>
  applyDecorators(SetMetadata(IGNORES_QUERY, true), ApiExtension('x-ignores-query', true));

/** No parameter at all. */
class NoQuery {}

const takesQuery = new WeakMap<object, boolean>();

/**
 * A parameter that the route does not know may be meant to change what it does: a `dry_run` that is ignored would store.
 * Handlers with a DTO for their query have it judged by that.
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

/** Judges the query by the DTO that the handler takes it as, without running the handler. @throws Problem */
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
