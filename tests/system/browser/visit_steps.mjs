// What a leader does at the form of visits, and what is asked about it.

export const phone = { width: 390, expected: ['offline', 401] };

/** The worker that keeps the form on the phone has taken over. */
export const kept = (page) =>
    page.waitForFunction(async () => {
        const names = await caches.keys();
        const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return navigator.serviceWorker.controller !== null && all.flat().length > 10;
    });
/** Firms of the register have come to the phone. */
export const firmsKnown = (page) => page.locator('.found button').nth(2).waitFor();
export const visitsTo = async (who, firm) => {
    const { items } = await who.ask(
        `/api/v1/cases?workflow=visit&sort=-starts&limit=200&q=${encodeURIComponent(firm)}`,
    );
    return items;
};
export const submit = (page) => page.locator('.send button[type=submit]');
export const chooseRole = (page, role) =>
    page.getByLabel(role, { exact: true }).check({ force: true });
