import { PROBLEMS } from '#libs/common';
import { errorsPage } from './errors-page.js';

/** The generated files that are committed. */
export async function generatedFiles(document: object): Promise<Record<string, string>> {
  // Development dependencies, imported only when needed.
  const { default: openapiTypescript, astToString } = await import('openapi-typescript');
  const { format } = await import('prettier');
  const types = await openapiTypescript(JSON.stringify(document));
  return {
    'openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'libs/client/src/schema.ts': `${MADE('//')}${astToString(types)}`,
    'libs/client/src/codes.ts': await format(codes(), {
      parser: 'typescript',
      singleQuote: true,
      printWidth: 110,
    }),
    'docs/errors.md': await format(errorsPage(), { parser: 'markdown' }),
  };
}

const MADE = (comment: string) => `${comment} Generated from the code by \`npm run openapi\`.\n`;

/** The codes with their status, for clients. */
function codes(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, [status, title]]) => `/** ${title}. */\n${code}: ${status},`,
  );
  return `${MADE('//')}
/** Every error code and its HTTP status. Codes are stable; new ones may be added. */
export const ERROR_CODES = {
${rows.join('\n')}
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;
`;
}
