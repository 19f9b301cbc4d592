import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, fromPage, take } from '../api/client';
import type { components } from '../api/types';

export type Webhook = components['schemas']['Webhook'];
export type WebhookWithSecret = components['schemas']['WebhookWithSecret'];
export type Delivery = components['schemas']['WebhookDelivery'];
export type WebhookAsked = components['schemas']['NewWebhook'];

const page = 20;
// While something waits: a try, or one that was sent again, is seen on the page that stands open.
const watchMs = 5000;

/** Those of the administrator's organisations, with the events and kinds of case to choose from. */
export function useWebhooks() {
  return useQuery({
    queryKey: ['webhooks'],
    queryFn: () => take(api.GET('/api/v1/webhooks')),
    refetchInterval: (query) =>
      query.state.data?.items.some((one) => one.waiting > 0) ? watchMs : false,
  });
}

/** What one was told, the latest first. */
export function useDeliveries(id: MaybeRefOrGetter<string>) {
  const reading = useInfiniteQuery({
    queryKey: computed(() => ['webhooks', toValue(id), 'deliveries']),
    queryFn: ({ pageParam }) => {
      const query = { limit: page, ...(pageParam ? { before: pageParam } : {}) };
      const params = { path: { id: toValue(id) }, query };
      return take(api.GET('/api/v1/webhooks/{id}/deliveries', { params }));
    },
    initialPageParam: '',
    staleTime: 0, // opened to see how it goes now
    getNextPageParam: (last) => (last.items.length === page ? last.items[page - 1]?.id : undefined),
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.items.some((one) => one.state === 'waiting') ? watchMs : false,
  });
  return {
    ...reading,
    items: computed(() => reading.data.value?.pages.flatMap((one) => one.items) ?? []),
    keptDays: computed(() => reading.data.value?.pages[0]?.kept_days ?? 0),
  };
}

/** What the administrator may do with them. Each asks the lists anew. */
export function useWebhookDeeds() {
  const queries = useQueryClient();
  async function settled<T>(done: Promise<T>): Promise<T> {
    const answer = await done;
    await queries.invalidateQueries({ queryKey: ['webhooks'] });
    return answer;
  }
  const of = (id: string) => ({ path: { id }, header: fromPage });
  return {
    make: (body: WebhookAsked): Promise<WebhookWithSecret> =>
      settled(take(api.POST('/api/v1/webhooks', { params: { header: fromPage }, body }))),
    change: (id: string, asked: WebhookAsked): Promise<Webhook> => {
      const { name, url, events, workflows } = asked;
      const body = { name, url, events, ...(workflows ? { workflows } : {}) };
      return settled(take(api.PUT('/api/v1/webhooks/{id}', { params: of(id), body })));
    },
    start: (id: string): Promise<Webhook> =>
      settled(take(api.POST('/api/v1/webhooks/{id}/start', { params: of(id) }))),
    stop: (id: string): Promise<Webhook> =>
      settled(take(api.POST('/api/v1/webhooks/{id}/stop', { params: of(id) }))),
    renew: (id: string): Promise<WebhookWithSecret> =>
      settled(take(api.POST('/api/v1/webhooks/{id}/secret', { params: of(id) }))),
    end: async (id: string): Promise<void> => {
      await take(api.DELETE('/api/v1/webhooks/{id}', { params: of(id) }));
      // Only the list: its log may stand open and is there no longer.
      await queries.invalidateQueries({ queryKey: ['webhooks'], exact: true });
      queries.removeQueries({ queryKey: ['webhooks', id] });
    },
    resend: async (id: string, delivery: string): Promise<void> => {
      const params = { path: { id, delivery }, header: fromPage };
      await settled(
        take(api.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/resend', { params })),
      );
    },
  };
}
