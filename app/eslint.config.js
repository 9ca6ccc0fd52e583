import tseslint from 'typescript-eslint';
import hooks from 'eslint-plugin-react-hooks';
import a11y from 'eslint-plugin-jsx-a11y';

export default tseslint.config(
    { ignores: ['**/dist', '**/node_modules', 'client/src/generated', 'client/wasm', 'e2e/output'] },
    ...tseslint.configs.strict,
    {
        files: ['web/**/*.tsx', 'web/**/*.ts'],
        plugins: { 'react-hooks': hooks },
        rules: hooks.configs.recommended.rules,
    },
    { files: ['web/**/*.tsx'], ...a11y.flatConfigs.recommended },
    {
        rules: {
            eqeqeq: 'error',
            'no-console': 'error',
            // Indexing is checked (noUncheckedIndexedAccess), so "!" says what the code around it knows.
            '@typescript-eslint/no-non-null-assertion': 'off',
            '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
        },
    },
    { files: ['**/scripts/**', '**/examples/**', 'e2e/**'], rules: { 'no-console': 'off' } },
);
