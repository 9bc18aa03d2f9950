import eslint from '@eslint/js';
import globals from 'globals';
import ts from 'typescript';
import tseslint from 'typescript-eslint';

/**
 * A text that a client chose must not be a key of an object with a prototype: `constructor` and `__proto__` are there
 * already. Flags `object[text]` and `text in object` if the type of the text is any string and the object is a
 * dictionary. Use a Map instead, or a function that calls `Object.hasOwn` or makes the object without a prototype.
 */
const textAsKey = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { key: 'Use a Map, or ask Object.hasOwn first: a client may choose this key.' },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    const anyText = (node) =>
      (services.getTypeAtLocation(node).flags & (ts.TypeFlags.String | ts.TypeFlags.Any)) !== 0;
    const dictionary = (node) => {
      const type = checker.getNonNullableType(services.getTypeAtLocation(node));
      return !checker.isArrayType(type) && type.getStringIndexType() !== undefined;
    };
    const guarded = (node) => {
      for (let each = node; each; each = each.parent)
        if (/Function|Program/.test(each.type))
          return /Object\.(hasOwn|create)|Object\.(keys|entries)\(/.test(
            context.sourceCode.getText(each.type === 'Program' ? node : each),
          );
      return false;
    };
    return {
      MemberExpression(node) {
        if (node.computed && anyText(node.property) && dictionary(node.object) && !guarded(node))
          context.report({ node, messageId: 'key' });
      },
      "BinaryExpression[operator='in']"(node) {
        if (node.left.type !== 'Literal' && node.left.type !== 'PrivateIdentifier' && anyText(node.left))
          context.report({ node, messageId: 'key' });
      },
    };
  },
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'coverage/',
      '**/*.cjs',
      'apps/api/src/metadata.ts',
      'libs/client/src/schema.ts',
      'test/clients/hey-api/flow.ts',
      'test/clients/ten-lines/',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-control-regex': 'off',
      'max-lines': ['error', 400],
    },
  },
  {
    files: ['libs/**/*.ts', 'apps/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    plugins: { tributary: { rules: { 'text-as-key': textAsKey } } },
    rules: { 'tributary/text-as-key': 'error' },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  {
    files: ['apps/**/main.ts', 'apps/cli/**/*.ts', 'test/**/*.ts', 'test/**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
);
