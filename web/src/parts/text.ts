/** 场地：场地：处理中 → 场地：处理中. A title is said once, also when a rule and the server both say it. */
export function saidOnce(text: string): string {
  return text.replace(/^([^：；]+)：\1：/, '$1：');
}

/** What is missing, under a title that already stands above it. */
export function withoutTitle(text: string, title: string): string {
  return text.startsWith(`${title}：`) ? text.slice(title.length + 1) : text;
}
