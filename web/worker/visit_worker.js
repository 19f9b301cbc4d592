// Opens the visit form where there is no network. It keeps the files of the pages for the phone, and
// nothing that the server answers about cases: what stands under /api is never kept and never guessed.
//
// FILES and VERSION are put in by scripts/worker.mjs when the pages are built.

const files = FILES;
const store = 'beihui-' + VERSION;
const patience = 4000; // milliseconds until a network that hangs counts as none

self.addEventListener('install', (event) => {
    event.waitUntil(
        caches
            .open(store)
            .then((kept) =>
                kept.addAll(files.map((file) => new Request(file, { cache: 'reload' }))),
            )
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener('activate', (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) =>
                Promise.all(
                    names
                        .filter((name) => name.startsWith('beihui-') && name !== store)
                        .map((name) => caches.delete(name)),
                ),
            )
            .then(() => self.clients.claim()),
    );
});

/** The page as the server has it now; as it was kept when there is no answer in time. */
async function page(request) {
    const kept = () => caches.match('/', { cacheName: store });
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve(null), patience);
    });
    try {
        const answer = await Promise.race([fetch(request), late]);
        return answer ?? (await kept()) ?? (await fetch(request));
    } catch (failure) {
        const before = await kept();
        if (before) return before;
        throw failure;
    } finally {
        clearTimeout(timer);
    }
}

self.addEventListener('fetch', (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/problems/')) return;
    if (request.mode === 'navigate') event.respondWith(page(request));
    else if (files.includes(url.pathname))
        event.respondWith(
            caches.match(url.pathname, { cacheName: store }).then((kept) => kept ?? fetch(request)),
        );
});
