import { fileURLToPath } from 'node:url';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';
import { visitWorker } from './scripts/worker.mjs';

const words = fileURLToPath(new URL('./src/words/*.json', import.meta.url));

export default defineConfig({
  plugins: [
    vue(),
    vueI18n({ include: [words], runtimeOnly: true, dropMessageCompiler: true }),
    visitWorker(),
  ],
  build: {
    // The webviews of WeChat and WeCom on older phones.
    target: ['es2020', 'chrome87', 'safari14'],
    // Every asset stands under a hashed name of its own; nothing is inlined, so that the
    // Content-Security-Policy needs no exception.
    assetsInlineLimit: 0,
    manifest: true, // for scripts/check_sizes.mjs; compress.mjs takes it away
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
});
