/** One line for an event of a test; `good` says how a test ended, and is left out for anything else. */
export function tell({ type, data }) {
    const file = data.name?.endsWith('.mjs');
    if (type === 'test:stdout' || type === 'test:stderr') return { line: data.message };
    if (type === 'test:pass' && data.details?.type !== 'suite' && !file) {
        const seconds = (data.details.duration_ms / 1000).toFixed(1);
        return { line: `ok   ${seconds} s  ${data.name}\n`, good: true };
    }
    if (type !== 'test:fail') return {};
    const { error } = data.details;
    // A file fails when one of its tests does: that was told. Else it fell over outside of them.
    if (file && error?.failureType === 'subtestsFailed') return {};
    const cause = error?.cause ?? error;
    return { line: `FAIL ${data.name}\n${cause?.stack ?? cause}\n`, good: false };
}
