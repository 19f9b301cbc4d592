import { type AsyncComponentLoader, type Component, defineAsyncComponent } from 'vue';
import NotFetched from './NotFetched.vue';

/** A part of a page that is fetched when it is first needed; that it could not be is said. */
export function fetchedLater<T extends Component>(loader: AsyncComponentLoader<T>): T {
  return defineAsyncComponent({ loader, errorComponent: NotFetched }) as T;
}
