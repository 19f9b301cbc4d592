import vue from 'eslint-plugin-vue';
import accessibility from 'eslint-plugin-vuejs-accessibility';
import ts from 'typescript-eslint';

export default ts.config(
    { ignores: ['dist', 'node_modules', 'src/api/types.ts'] },
    ...ts.configs.recommended,
    ...vue.configs['flat/recommended'],
    ...accessibility.configs['flat/recommended'],
    {
        files: ['**/*.vue'],
        languageOptions: { parserOptions: { parser: ts.parser } },
    },
    {
        rules: {
            // Layout is prettier's business.
            'vue/max-attributes-per-line': 'off',
            'vue/singleline-html-element-content-newline': 'off',
            'vue/multiline-html-element-content-newline': 'off',
            'vue/html-self-closing': 'off',
            'vue/html-indent': 'off',
            'vue/html-closing-bracket-newline': 'off',
            'vue/first-attribute-linebreak': 'off',
            'vue/attributes-order': 'off',
            'vue/require-default-prop': 'off',
            // A label that wraps its control is enough; ids would have to be made up.
            'vuejs-accessibility/label-has-for': [
                'error',
                { required: { some: ['nesting', 'id'] } },
            ],
            'vuejs-accessibility/form-control-has-label': 'off',
            'vuejs-accessibility/no-autofocus': 'off',
            // The policy of the pages forbids both.
            'vue/no-static-inline-styles': 'error',
            'vue/no-v-html': 'error',
        },
    },
);
