import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import type { RouteLocationRaw } from 'vue-router';
import { api, fromPage, take } from '../api/client';
import type { components } from '../api/types';

export type Inbox = components['schemas']['Inbox'];
export type Notice = Inbox['items'][number];

const minute = 60_000;

/** How many messages are not read; asked again every minute while the page is looked at. */
export function useUnread() {
  return useQuery({
    queryKey: ['inbox', 'unread'],
    queryFn: async () =>
      (await take(api.GET('/api/v1/inbox', { params: { query: { unread: true, limit: 1 } } })))
        .unread,
    refetchInterval: minute,
    staleTime: minute / 2,
    retry: false,
  });
}

export function useInbox(unread: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: ['inbox', 'list', computed(() => toValue(unread))],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/inbox', {
          params: {
            query: { unread: toValue(unread), limit: 50, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
}

/** Marks messages as read; sent twice it does the same as once. */
export function useMarkRead() {
  const queries = useQueryClient();
  return async (ids: string[]): Promise<void> => {
    for (let i = 0; i < ids.length; i += 200)
      await take(
        api.POST('/api/v1/inbox/read', {
          params: { header: fromPage },
          body: { ids: ids.slice(i, i + 200) },
        }),
      );
    await queries.invalidateQueries({ queryKey: ['inbox'] });
  };
}

/** Where on the case a message leads: to the comments, to what is asked for, or to the case. */
export function placeOf(one: Pick<Notice, 'kind' | 'about' | 'case'>): RouteLocationRaw {
  const path = `/cases/${one.case.number}`;
  if (one.kind === 'mention') return { path, hash: '#comments' };
  if (one.about) return { path, hash: `#about-${one.about}` };
  return { path };
}
