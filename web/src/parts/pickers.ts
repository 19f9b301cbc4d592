import { nextTick } from 'vue';

/**
 * Names the panel of a date picker for whoever does not see it: the kit gives its label to the field only.
 * To be called when a picker opens or closes.
 */
export async function namePicker(label: string, open: boolean): Promise<void> {
  if (!open) return;
  await nextTick();
  for (const panel of document.querySelectorAll(
    '.el-picker__popper[role=dialog]:not([aria-label])',
  ))
    panel.setAttribute('aria-label', label);
}
