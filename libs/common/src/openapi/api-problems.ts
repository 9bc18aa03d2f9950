import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../problem/index.js';

const CODES = 'api-problems';

/** Documents the problems a handler can answer, by code; several decorators on one handler add up. */
export const ApiProblems = (...codes: ProblemCode[]) =>
  applyDecorators((target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const handler = (descriptor?.value ?? target) as object;
    const all = [...new Set([...((Reflect.getMetadata(CODES, handler) as ProblemCode[]) ?? []), ...codes])];
    Reflect.defineMetadata(CODES, all, handler);
    for (const status of new Set(codes.map((code) => PROBLEMS[code][0]))) {
      const alike = all.filter((code) => PROBLEMS[code][0] === status);
      const description = alike.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('<br>');
      const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
      if (descriptor) ApiResponse({ status, description, content })(target, key!, descriptor);
    }
  });
