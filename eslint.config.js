import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const clockAndChance = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time from the clock that is passed in.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time from the clock that is passed in.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Pass the seed or the value in.',
  },
];

export default tseslint.config(
  { ignores: ['dist', 'out', 'coverage', '.cache', 'node_modules', '**/bin', '**/obj', '.dependency-cruiser.cjs'] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      complexity: ['error', 20],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['src/domain/**', 'src/assess/**', 'src/base/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...clockAndChance,
        { selector: 'AwaitExpression', message: 'The core is synchronous.' },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'console',
        'setTimeout',
        'setInterval',
        'crypto',
        'performance',
      ],
    },
  },
  {
    files: ['src/{base/io,collect,report,history,deliver,app}/**'],
    rules: { 'no-restricted-syntax': ['error', ...clockAndChance], 'no-restricted-globals': ['error', 'process'] },
  },
  {
    // Absence is only ever read through find() and gapsIn(), which carry the gaps along.
    files: ['src/assess/checks/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...clockAndChance,
        {
          selector: "CallExpression[callee.object.property.name='rows'][callee.property.name='get']",
          message: 'Ask find() of domain/reader.ts: a missing row proves nothing where a gap reaches.',
        },
      ],
    },
  },
  { files: ['src/app/settings.ts'], rules: { 'no-restricted-globals': 'off' } },
  { files: ['src/cli/**', 'simulator/**', 'bench/**', 'scripts/**', 'infra/hooks/**'], rules: { 'no-console': 'off' } },
  {
    files: ['scripts/**/*.mjs', 'infra/hooks/*.mjs', 'eslint.config.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: { process: 'readonly', console: 'readonly', URL: 'readonly' },
    },
  },
);
