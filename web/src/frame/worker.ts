// Starts the worker that keeps the visit form on the phone. Without one (plain http, an old webview)
// everything else works: what was typed and what was submitted stands in the phone all the same.

interface Policies {
  createPolicy: (
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ) => { createScriptURL: (url: string) => string };
}

const address = '/worker.js';

/** The pages' policy lets no bare text become the address of a script. This one address is trusted. */
function trusted(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  if (!trustedTypes) return address;
  return trustedTypes
    .createPolicy('beihui-worker', {
      createScriptURL: (url) => {
        if (url !== address) throw new TypeError(url);
        return url;
      },
    })
    .createScriptURL(address);
}

export function beginWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // After the first page stands: it must not share the network with the form.
  window.addEventListener('load', () => {
    navigator.serviceWorker.register(trusted()).catch(() => undefined);
  });
}
