import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from '../problem/index.js';
import { faultsOf } from './validator.js';

/** @throws Problem if there is no body */
export function assertBody(body: unknown): void {
  if (body === undefined) throw new Problem('invalid_json', 'The body is empty; a JSON object is expected.');
}

const BUILT_IN: unknown[] = [String, Boolean, Number, Array, Object, undefined];

/**
 * Validates all handlers' input by their DTOs' decorators. An ill-formed path parameter names nothing that can exist,
 * so it gets the same 404 as a missing resource.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'body') assertBody(value);
    if (type === 'custom' || !metatype || BUILT_IN.includes(metatype)) return value;
    const faults = faultsOf(metatype, value, type === 'body' ? 'body' : 'query');
    if (!faults.length) return value;
    if (type === 'param') throw Problem.notFound();
    throw Problem.ofInput(faults);
  }
}
