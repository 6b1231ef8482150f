import js from '@eslint/js';
import globals from 'globals';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', '.parta/**', 'protocol/src/types/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 420, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    // Only matrix/ may speak to a Matrix SDK: everything else sees its narrow interfaces.
    files: ['appservice/src/**/*.ts'],
    ignores: ['appservice/src/matrix/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['matrix-appservice*', '@vector-im/matrix-bot-sdk*', 'matrix-js-sdk*'] },
      ],
    },
  },
  {
    // The domain is pure: no I/O of any kind.
    files: ['appservice/src/school/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['node:*', 'pg', 'express', '../*/**', 'matrix-*', '@vector-im/*'] },
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    // What people start from a terminal prints to it.
    files: ['local-stack/**', 'bench/**', 'test/run.ts', 'appservice/src/cli/**', 'protocol/src/generate.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Only matrix/ may load the SDK: it is most of the client's code and comes after the first paint.
    files: ['web-client/src/**/*.{ts,tsx}'],
    ignores: ['web-client/src/matrix/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['matrix-js-sdk*'] }] },
  },
  {
    files: ['web-client/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off', '@typescript-eslint/no-require-imports': 'off' },
  },
);
