import { nextTick, onMounted, type Ref, watch, type WatchSource } from 'vue';

/** Keeps the tab of the page in sight where the tabs are wider than the screen. */
export function showCurrentTab(tabs: Readonly<Ref<HTMLElement | null>>, on: WatchSource[]): void {
  async function show(): Promise<void> {
    await nextTick();
    const tab = tabs.value?.querySelector<HTMLElement>('[aria-current=page]');
    if (tab && tabs.value) tabs.value.scrollLeft = tab.offsetLeft - tabs.value.offsetLeft - 16;
  }
  watch(on, show);
  onMounted(show);
}
