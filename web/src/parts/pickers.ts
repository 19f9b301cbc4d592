import { onMounted } from 'vue';

/**
 * Names the panels of the date pickers of a page for whoever does not see them: the kit gives its label to
 * the field only. The panels are drawn with the page or a moment after it, and some when first opened, for
 * which the function that comes back is called.
 */
export function useNamedPickers(label: () => string): () => void {
  const name = (left: number): void => {
    const panels = document.querySelectorAll('.el-picker__popper:not([aria-label])');
    for (const panel of panels) panel.setAttribute('aria-label', label());
    if (left > 0) requestAnimationFrame(() => name(left - 1));
  };
  onMounted(() => name(10));
  return () => name(10);
}
