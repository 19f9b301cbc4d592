import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import vite from './vite.config.ts';

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: 'jsdom',
      testTimeout: 30_000, // a machine that builds beside it is slow, not wrong
      include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
      server: { deps: { inline: ['element-plus'] } },
    },
  }),
);
