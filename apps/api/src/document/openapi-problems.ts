import { Problem, PROBLEMS, type ProblemCode, toDocument } from '#libs/common';
import type { Operation } from './openapi-operations.js';

const MEDIA_TYPE = 'application/problem+json';

export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details: the one shape of every error.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', example: 'urn:tributary:problem:unknown_device' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, where, and what to do.' },
    instance: { type: 'string', description: 'Path of the request, as it arrived at the service.' },
    code: {
      type: 'string',
      enum: Object.keys(PROBLEMS),
      description: 'Stable. The code of the first error.',
    },
    request_id: { type: 'string' },
    violated_policies: {
      type: 'array',
      items: { type: 'string' },
      description: 'Limits that caused a 429, as RateLimit-Policy names them.',
    },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer into the request body.' },
          parameter: { type: 'string', description: 'The query parameter, if that is at fault.' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

/** An example of each problem, by its code. */
export const PROBLEM_EXAMPLES = Object.fromEntries(
  (Object.keys(PROBLEMS) as ProblemCode[]).map((code) => [
    code,
    { summary: PROBLEMS[code][1], value: exampleOf(code) },
  ]),
);

/** Adds an example for each code that the description of a problem response names. */
export function showProblems({ responses }: Operation): void {
  for (const answer of Object.values(responses)) {
    const { description = '', content } = answer;
    if (!content || !(MEDIA_TYPE in content)) continue;
    const codes = [...description.matchAll(/^`(\w+)`: /gm)].map(([, code]) => code);
    const examples = codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]);
    answer.content = {
      ...content,
      [MEDIA_TYPE]: { ...content[MEDIA_TYPE], examples: Object.fromEntries(examples) },
    };
  }
}

function exampleOf(code: ProblemCode): object {
  const [status, title] = PROBLEMS[code];
  const problem =
    status === 422
      ? Problem.ofInput([{ pointer: '/field', code, detail: `field: ${title}` }])
      : new Problem(
          code,
          `${title}.`,
          code === 'throttled' ? { extensions: { violated_policies: ['events'] } } : {},
        );
  return toDocument(problem, 'b3d9a3c2-6a0f-4d57-9f43-0c8f5d7f3f10', '/v1/resource');
}
