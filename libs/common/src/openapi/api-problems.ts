import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../problem/index.js';

const CODES = 'api-problems';

/** Documents the problems that a handler may answer, by code. Several decorators on one handler add up. */
export const ApiProblems = (...codes: ProblemCode[]) =>
  applyDecorators((target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    if (!descriptor) throw new Error('@ApiProblems belongs on a handler');
    const known: ProblemCode[] = Reflect.getMetadata(CODES, descriptor.value) ?? [];
    const added = codes.filter((code) => !known.includes(code));
    Reflect.defineMetadata(CODES, [...known, ...added], descriptor.value);
    for (const status of new Set(added.map((code) => PROBLEMS[code][0]))) {
      const alike = added.filter((code) => PROBLEMS[code][0] === status);
      const description = alike.map((code) => `\`${code}\`: ${PROBLEMS[code][1]}`).join('\n\n');
      const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
      ApiResponse({ status, description, content })(target, key!, descriptor);
    }
  });
