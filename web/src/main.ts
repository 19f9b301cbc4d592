import { MutationCache, QueryCache, QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';
import { session } from './account/session';
import { ProblemError } from './api/problem';
import App from './App.vue';
import { appear, keptAppearance } from './frame/appearance';
import { beginWorker } from './frame/worker';
import { router } from './routes';
import './style/base.css';
import { i18n, speakAsKept } from './words';

function onFailure(failure: unknown): void {
  if (failure instanceof ProblemError && failure.problem.status === 401) {
    session.value = null;
    void router.push({ path: '/sign-in', query: { to: router.currentRoute.value.fullPath } });
  }
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: onFailure }),
  mutationCache: new MutationCache({ onError: onFailure }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, failure) =>
        count < 2 &&
        !(
          failure instanceof ProblemError &&
          ((failure.problem.status >= 400 && failure.problem.status < 500) ||
            failure.problem.code === 'overloaded') // it was asked again already, with patience
        ),
    },
  },
});

appear(keptAppearance());
void speakAsKept().then(() =>
  createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).mount('#app'),
);

beginWorker();
