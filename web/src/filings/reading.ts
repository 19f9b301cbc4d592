import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';

export function useOwedForms() {
  return useQuery({
    queryKey: ['filings', 'forms'],
    queryFn: async () => (await take(api.GET('/api/v1/filings/forms'))).items,
  });
}

export function useMatrix(circular: MaybeRefOrGetter<string>, form: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: [
      'filings',
      'matrix',
      computed(() => toValue(circular)),
      computed(() => toValue(form)),
    ],
    queryFn: () =>
      take(
        api.GET('/api/v1/filings/matrix', {
          params: { query: { circular: toValue(circular), form: toValue(form) } },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(circular) !== '' && toValue(form) !== ''),
  });
}
